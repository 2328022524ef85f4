using System.Globalization;
using UnifiedInbox.Channels;
using UnifiedInbox.Contacts;
using UnifiedInbox.Contacts.PhoneNumbers;
using UnifiedInbox.Web;

namespace UnifiedInbox.Inboxes;

/// <summary>An inbox as an admin enters it. The token is write-only: empty on a change means that it stays.</summary>
public sealed record InboxForm
{
    public string Name { get; init; } = "";

    public string Channel { get; init; } = "sms";

    public string Address { get; init; } = "";

    public string AccountSid { get; init; } = "";

    public string AuthToken { get; init; } = "";

    public string MessagingServiceSid { get; init; } = "";

    /// <summary>Segments a second, as typed.</summary>
    public string Pace { get; init; } = "1";

    public bool IsDefault { get; init; }

    public bool OpenToAll { get; init; } = true;

    public bool Disabled { get; init; }

    /// <summary>The agents who may use it, where it is not open to all.</summary>
    public IReadOnlyList<Guid> Agents { get; init; } = [];

    public decimal PaceValue => decimal.Parse(Pace, NumberStyles.Number, CultureInfo.InvariantCulture);

    public static InboxForm Read(IFormCollection form) => new()
    {
        Name = Text(form, "name"),
        Channel = Text(form, "channel"),
        Address = Text(form, "address"),
        AccountSid = Text(form, "accountSid"),
        AuthToken = Text(form, "authToken"),
        MessagingServiceSid = Text(form, "messagingServiceSid"),
        Pace = Text(form, "pace"),
        IsDefault = form["isDefault"] == "true",
        OpenToAll = form["openToAll"] == "true",
        Disabled = form["disabled"] == "true",
        Agents = [.. form["agents"].Select(text => Guid.TryParse(text, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty).Take(1_000)],
    };

    /// <summary>What is wrong, field by field. <paramref name="isNew"/>: number, account and token are asked for.</summary>
    public FieldErrors Check(bool isNew)
    {
        var errors = new FieldErrors();
        if (Name.Length is 0 or > 100) errors.TryAdd("name", ["Give it a name of at most 100 characters."]);
        if (isNew) CheckNumber(errors);
        if (AccountSid.Length > 0 || isNew)
        {
            if (AccountSid.Length != 34 || !AccountSid.StartsWith("AC", StringComparison.Ordinal))
                errors.TryAdd("accountSid", ["An account SID is AC and 32 more characters. Twilio's console shows it on the first page."]);
        }
        if (isNew && AuthToken.Length == 0) errors.TryAdd("authToken", ["The auth token stands beside the account SID in Twilio's console."]);
        if (AuthToken.Length > 200) errors.TryAdd("authToken", ["This is too long for a token."]);
        if (MessagingServiceSid.Length > 0 && (MessagingServiceSid.Length != 34 || !MessagingServiceSid.StartsWith("MG", StringComparison.Ordinal)))
            errors.TryAdd("messagingServiceSid", ["A messaging service SID is MG and 32 more characters."]);
        if (!decimal.TryParse(Pace, NumberStyles.Number, CultureInfo.InvariantCulture, out var pace) || pace is < 0 or > 1_000)
            errors.TryAdd("pace", ["A number from 0 (no limit) to 1000."]);
        return errors;
    }

    private void CheckNumber(FieldErrors errors)
    {
        if (ChannelName.Parse(Channel) is not (Channels.Channel.Sms or Channels.Channel.WhatsApp)) errors.TryAdd("channel", ["Choose SMS or WhatsApp."]);
        var address = Addresses.OfSender(Address);
        if (address.Kind == AddressKind.ShortCode) return;
        if (!PhoneNumber.TryParse(Address, null, out var number, out _) || !number.IsPossible)
            errors.TryAdd("address", ["Write the number with its country code, like +1 415 555 2671."]);
    }

    /// <summary>The number as it is stored; only after <see cref="Check"/> found nothing.</summary>
    public string NormalAddress => Addresses.OfSender(Address) is { Kind: AddressKind.ShortCode } code
        ? code.Value
        : PhoneNumber.TryParse(Address, null, out var number, out _) ? number.E164 : Address;

    private static string Text(IFormCollection form, string name) => SafeText.Clean(form[name].ToString().Trim());
}
