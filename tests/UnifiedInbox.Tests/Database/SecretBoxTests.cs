using System.Security.Cryptography;
using UnifiedInbox.Database;

namespace UnifiedInbox.Tests.Database;

public sealed class SecretBoxTests
{
    private readonly SecretBox box = new(new SecretKey("the first key, of thirty-two characters or more"));

    [Theory]
    [InlineData("")]
    [InlineData("AC0123")]
    [InlineData("Größe 🎈")]
    public void What_is_put_in_comes_out(string text) => Assert.Equal(text, box.Decrypt(box.Encrypt(text, "inbox"), "inbox"));

    [Fact]
    public void The_same_text_never_looks_the_same() => Assert.NotEqual(box.Encrypt("a", "inbox"), box.Encrypt("a", "inbox"));

    [Fact]
    public void It_opens_for_its_purpose_only() =>
        Assert.ThrowsAny<CryptographicException>(() => box.Decrypt(box.Encrypt("a", "inbox"), "totp"));

    [Fact]
    public void It_does_not_open_with_another_key() =>
        Assert.ThrowsAny<CryptographicException>(() =>
            new SecretBox(new SecretKey("another key, of thirty-two characters or more")).Decrypt(box.Encrypt("a", "inbox"), "inbox"));

    [Theory]
    [InlineData("")]
    [InlineData("v1.")]
    [InlineData("v1.AAAA")]
    [InlineData("v1.not base64!")]
    [InlineData("plain text")]
    public void Anything_else_is_refused(string text) => Assert.ThrowsAny<CryptographicException>(() => box.Decrypt(text, "inbox"));
}
