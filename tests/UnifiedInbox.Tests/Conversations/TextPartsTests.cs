using UnifiedInbox.Conversations.Threads;

namespace UnifiedInbox.Tests.Conversations;

public sealed class TextPartsTests
{
    [Theory]
    [InlineData("See https://example.com/a?b=1.", "https://example.com/a?b=1")]
    [InlineData("(http://example.com/x), please", "http://example.com/x")]
    [InlineData("HTTPS://EXAMPLE.COM", "HTTPS://EXAMPLE.COM")]
    public void Web_addresses_are_links_without_the_sentence_s_signs(string text, string link)
    {
        var parts = TextParts.Of(text).ToList();
        Assert.Equal(text, string.Concat(parts.Select(part => part.Text)));
        Assert.Equal(link, Assert.Single(parts, part => part.IsLink).Text);
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://")]
    [InlineData("just words")]
    [InlineData("")]
    public void Nothing_else_is(string text)
    {
        Assert.DoesNotContain(TextParts.Of(text), part => part.IsLink);
        Assert.Equal(text, string.Concat(TextParts.Of(text).Select(part => part.Text)));
    }
}
