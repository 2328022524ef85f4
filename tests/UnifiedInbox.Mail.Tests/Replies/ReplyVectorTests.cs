using UnifiedInbox.Mail.Replies;

namespace UnifiedInbox.Mail.Tests.Replies;

public sealed class ReplyVectorTests
{
    [SkippableFact]
    public void Every_shared_vector_shows_what_it_should() =>
        Assert.All(SharedFolder.Cases("protocols/vectors/email-replies.json"), vector =>
            Assert.Equal(vector["expected"]!.ToString(), ReplyText.Of(vector["input"]!.ToString()).Visible));
}
