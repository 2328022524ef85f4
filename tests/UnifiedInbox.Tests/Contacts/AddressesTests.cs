using UnifiedInbox.Contacts;

namespace UnifiedInbox.Tests.Contacts;

public sealed class AddressesTests
{
    [Theory]
    [InlineData("+14155552671", "+14155552671", AddressKind.Phone)]
    [InlineData("whatsapp:+5215512345678", "+5215512345678", AddressKind.Phone)]
    [InlineData("WhatsApp:5511987654321", "+5511987654321", AddressKind.Phone)]
    [InlineData("whatsapp:US.13491208655302741918", "US.13491208655302741918", AddressKind.WhatsAppId)]
    [InlineData("32665", "32665", AddressKind.ShortCode)]
    [InlineData(" 911 ", "911", AddressKind.ShortCode)]
    [InlineData("DHL-Info", "DHL-Info", AddressKind.Alphanumeric)]
    [InlineData("Ann@Example.COM", "ann@example.com", AddressKind.Email)]
    [InlineData("+0123", "+0123", AddressKind.Alphanumeric)]
    [InlineData("", "", AddressKind.Alphanumeric)]
    public void A_senders_kind_is_told_by_its_form(string text, string value, string kind) =>
        Assert.Equal(new Address(value, kind), Addresses.OfSender(text));

    [Theory]
    [InlineData("+5215512345678", "+525512345678 +5215512345678")]
    [InlineData("+525512345678", "+525512345678 +5215512345678")]
    [InlineData("+5491123456789", "+5491123456789 +541123456789")]
    [InlineData("+541123456789", "+5491123456789 +541123456789")]
    [InlineData("+551187654321", "+5511987654321 +551187654321")]
    [InlineData("+5511987654321", "+5511987654321 +551187654321")]
    [InlineData("+551132654321", "+551132654321")]
    [InlineData("+14155552671", "+14155552671")]
    public void One_subscriber_has_the_same_spellings_whichever_is_asked(string number, string spellings) =>
        Assert.Equal(spellings.Split(' '), Addresses.VariantsOf(Addresses.OfSender(number)));

    [Theory]
    [InlineData(" Ann.O'Hara+tag@Mail.Example.com ", true)]
    [InlineData("ann@example", false)]
    [InlineData("ann@@example.com", false)]
    [InlineData("ann@example..com", false)]
    [InlineData("ann smith@example.com", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void An_email_address_has_to_look_like_one(string? text, bool acceptable) =>
        Assert.Equal(acceptable, Addresses.TryReadEmail(text, out _));
}
