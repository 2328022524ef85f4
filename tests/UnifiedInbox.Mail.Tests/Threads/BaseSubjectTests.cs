using UnifiedInbox.Mail.Threads;

namespace UnifiedInbox.Mail.Tests.Threads;

public sealed class BaseSubjectTests
{
    [SkippableFact]
    public void Every_shared_vector_has_the_base_it_should() =>
        Assert.All(SharedFolder.Cases("protocols/vectors/email-subjects.json"), vector =>
        {
            // No headers stand there: whether a one-letter prefix is one is what the expected flag says.
            var isReply = vector["is_reply_or_forward"]!.GetValue<bool>();
            var subject = BaseSubject.Of(vector["subject"]!.ToString(), hasParent: isReply);
            Assert.Equal((vector["expected"]!.ToString(), isReply), (subject.Text, subject.IsReplyOrForward));
        });

    [Theory]
    [InlineData("[list] Re: [list] Hello", "[list] Hello")]
    [InlineData("Re: Fwd: [Fwd: RE: Hello (fwd)]", "Hello")]
    [InlineData("Re^3: Hello", "Hello")]
    [InlineData("AW: [EXTERNAL] WG: Hallo", "Hallo")]
    [InlineData("Re: [a] [b] Hello", "[a] [b] Hello")]
    [InlineData("[Urgent]", "[Urgent]")]
    public void Prefixes_go_and_tags_stay(string subject, string expected) => Assert.Equal(expected, BaseSubject.Of(subject, hasParent: true).Text);

    [Fact]
    public void A_megabyte_of_prefixes_takes_no_time() =>
        Assert.Equal("", BaseSubject.Of(string.Concat(Enumerable.Repeat("Re: ", 250_000)), hasParent: true).Text);
}
