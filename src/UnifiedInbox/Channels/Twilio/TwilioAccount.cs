using System.Collections.Concurrent;
using System.Text.Json;
using UnifiedInbox.Database;
using UnifiedInbox.Inboxes;
using UnifiedInbox.Web.Hosting;

namespace UnifiedInbox.Channels.Twilio;

/// <summary>Where and as whom to speak to Twilio.</summary>
internal sealed record TwilioAccount(string Sid, string AuthToken, string BaseUrl, string? MessagingServiceSid, string ContentUrl);

/// <summary>What a Twilio inbox keeps in <c>inboxes.settings</c>; the token is apart, encrypted.</summary>
internal sealed record TwilioInboxSettings
{
    public string AccountSid { get; init; } = "";

    /// <summary>Sends through this service instead of the plain number.</summary>
    public string? MessagingServiceSid { get; init; }

    /// <summary>The built-in simulator plays Twilio for this inbox.</summary>
    public bool Simulated { get; init; }
}

/// <summary>Opens the Twilio settings of inboxes, and finds the accounts a webhook may be signed with.</summary>
internal sealed class TwilioAccounts(InboxDirectory inboxes, SecretBox secrets, TwilioOptions options, LocalAddress local)
{
    public const string Provider = "twilio";
    private const string SecretPurpose = "inbox.twilio";
    private readonly ConcurrentDictionary<string, string> opened = new();

    public string Seal(string authToken) => secrets.Encrypt(authToken, SecretPurpose);

    public TwilioAccount Of(Inbox inbox)
    {
        var settings = SettingsOf(inbox);
        var url = settings.Simulated ? new Uri(local.Url, "simulator/twilio").ToString() : options.BaseUrl;
        url = url.TrimEnd('/');
        return new TwilioAccount(settings.AccountSid, Open(inbox.Secrets), url, settings.MessagingServiceSid, settings.Simulated ? url : options.ContentUrlFor(url));
    }

    public static TwilioInboxSettings SettingsOf(Inbox inbox) =>
        JsonSerializer.Deserialize<TwilioInboxSettings>(inbox.Settings, JsonSerializerOptions.Web) ?? new();

    /// <summary>The accounts known under <paramref name="sid"/>: one, or several while a token is being rolled. None = a stranger.</summary>
    public async ValueTask<IReadOnlyList<TwilioAccount>> FindAsync(string sid, CancellationToken ct)
    {
        var found = new List<TwilioAccount>(1);
        foreach (var inbox in await inboxes.AllAsync(ct))
        {
            if (inbox.Provider != Provider || inbox.DisabledAt is not null) continue;
            var account = Of(inbox);
            if (account.Sid == sid && !found.Exists(known => known.AuthToken == account.AuthToken)) found.Add(account);
        }
        return found;
    }

    // Decrypting is cheap, but not per webhook times inbox.
    private string Open(string? sealedToken) => sealedToken is null
        ? ""
        : opened.GetOrAdd(sealedToken, text => secrets.Decrypt(text, SecretPurpose));
}
