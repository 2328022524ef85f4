using UnifiedInbox.Mail.Threads;

namespace UnifiedInbox.Mail.Tests.Threads;

public sealed class ReplyTokenTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(at => (byte)at)];
    private static readonly Guid Thread = Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8057");

    [Fact]
    public void An_answer_finds_its_thread_whatever_became_of_the_letters_case()
    {
        var address = ReplyToken.Address("support", "example.com", Thread, Key);
        Assert.InRange(address.IndexOf('@', StringComparison.Ordinal), 1, 64);
        Assert.Equal(Thread, ReplyToken.Read(address, Key));
        Assert.Equal(Thread, ReplyToken.Read("Acme <" + address.ToUpperInvariant(), Key));
    }

    [Fact]
    public void Nobody_makes_one_without_the_key_nor_changes_one()
    {
        var address = ReplyToken.Address("reply", "example.com", Thread, Key);
        Assert.Null(ReplyToken.Read(address, [.. Key.Reverse()]));
        for (var at = "reply+".Length; at < address.IndexOf('@', StringComparison.Ordinal); at++)
            Assert.Null(ReplyToken.Read(address[..at] + (address[at] == 'a' ? 'b' : 'a') + address[(at + 1)..], Key));
    }

    [Theory]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("reply@example.com")]
    [InlineData("reply+@example.com")]
    [InlineData("+aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@")]
    [InlineData("reply+1111111111111111111111111111111111111111111@example.com")]
    public void Other_addresses_are_none(string address) => Assert.Null(ReplyToken.Read(address, Key));

    [Fact]
    public void A_name_that_leaves_no_room_is_refused() =>
        Assert.Throws<ArgumentException>(() => ReplyToken.Address(new string('x', 22), "example.com", Thread, Key));

    [Fact]
    public void Clues_come_strongest_first()
    {
        var clues = ThreadClues.Of(
            [
                Field("Message-ID", "<me@x>"), Field("In-Reply-To", "<c@X>"), Field("References", "<a@x> <b@x> <c@x>"), Field("Subject", "AW: Termin"),
                Field("X-GM-THRID", "123"), Field("Thread-Index", Convert.ToBase64String(new byte[27])),
                Field("To", "Acme <" + ReplyToken.Address("support", "example.com", Thread, Key) + ">, b@x"),
            ],
            [],
            Key);
        Assert.Equal(["Reference c@x", "Reference b@x", "Reference a@x", $"ReplyToken {Thread}", "MailboxThread gmail:123", "MailboxThread index:" + new string('0', 44), "Subject TERMIN"],
            clues.Select(clue => clue.Reason + " " + clue.Value));
    }

    [Fact]
    public void A_new_mail_has_no_clue_and_the_envelope_knows_more_than_the_headers()
    {
        Assert.Empty(ThreadClues.Of([Field("Subject", "Termin"), Field("To", "b@x")], [], Key));
        var clue = Assert.Single(ThreadClues.Of([], [ReplyToken.Address("support", "example.com", Thread, Key)], Key));
        Assert.Equal(ThreadReason.ReplyToken, clue.Reason);
    }

    private static KeyValuePair<string, string> Field(string name, string value) => KeyValuePair.Create(name, value);
}
