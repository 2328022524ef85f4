using UnifiedInbox.Mail.Mime;

namespace UnifiedInbox.Mail.Tests.Mime;

public class AddressTests
{
    [Theory]
    [InlineData("a@b.example", "", "a@b.example")]
    [InlineData("<a@b.example>", "", "a@b.example")]
    [InlineData("Ann Lee <a@b.example>", "Ann Lee", "a@b.example")]
    [InlineData("\"Lee, Ann\" <a@b.example>", "Lee, Ann", "a@b.example")]
    [InlineData("\"Ann \\\"The\\\" Lee\" <a@b.example>", "Ann \"The\" Lee", "a@b.example")]
    [InlineData("a@b.example (Ann Lee)", "Ann Lee", "a@b.example")]
    [InlineData("Ann (work (now)) Lee <a@b.example>", "Ann Lee", "a@b.example")]
    [InlineData("=?utf-8?Q?J=C3=BCrgen?= <a@b.example>", "Jürgen", "a@b.example")]
    [InlineData("=?utf-8?Q?Lee,_Ann?= <a@b.example>", "Lee, Ann", "a@b.example")]
    [InlineData("\"=?utf-8?Q?J=C3=BCrgen?=\" <a@b.example>", "Jürgen", "a@b.example")]
    [InlineData("\"ann lee\"@b.example", "", "\"ann lee\"@b.example")]
    [InlineData("Ann <@relay.example,@other.example:a@b.example>", "Ann", "a@b.example")]
    [InlineData("a @ b . example", "", "a@b.example")]
    [InlineData("Ann Lee a@b.example", "Ann Lee", "a@b.example")]
    [InlineData("Ann <mailto:a@b.example>", "Ann", "a@b.example")]
    [InlineData("Ann <<a@b.example>>", "Ann", "a@b.example")]
    [InlineData("a@[192.0.2.1]", "", "a@[192.0.2.1]")]
    [InlineData("Ann <a@b.example", "Ann", "a@b.example")]
    public void One_address_in_any_form(string written, string name, string address)
    {
        using var mail = Raw.WithHeader("From: " + written);

        Assert.Equal(new Mailbox(name, address), Assert.Single(mail.From));
    }

    [Fact]
    public void Groups_are_flattened_and_known()
    {
        using var mail = Raw.WithHeader("To: x@a.example, Team: Ann <a@b.example>, c@d.example;, Nobody:;, y@a.example");

        Assert.Equal(["x@a.example", "a@b.example", "c@d.example", "y@a.example"], mail.To.Select(mailbox => mailbox.Address));
        Assert.Equal([null, "Team", "Team", null], mail.To.Select(mailbox => mailbox.Group));
    }

    [Fact]
    public void Hidden_recipients_are_nobody()
    {
        using var mail = Raw.WithHeader("To: undisclosed-recipients:;");

        Assert.Empty(mail.To);
    }

    [Fact]
    public void Semicolons_between_addresses_are_understood()
    {
        using var mail = Raw.WithHeader("To: a@b.example; Ann <c@d.example>; e@f.example");

        Assert.Equal(["a@b.example", "c@d.example", "e@f.example"], mail.To.Select(mailbox => mailbox.Address));
    }

    [Fact]
    public void Several_headers_of_one_name_are_joined()
    {
        using var mail = Raw.Mail("Cc: a@b.example\nCc: c@d.example\n\n");

        Assert.Equal(2, mail.Cc.Count);
    }

    [Fact]
    public void A_name_without_an_address_has_none()
    {
        using var mail = Raw.WithHeader("From: Mail Delivery System");

        Assert.Equal(new Mailbox("Mail Delivery System", ""), Assert.Single(mail.From));
    }
}
