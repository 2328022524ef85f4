using UnifiedInbox.Attachments;
using UnifiedInbox.Attachments.Links;
using UnifiedInbox.Inboxes;
using UnifiedInbox.Web.Hosting;

namespace UnifiedInbox.Channels.Twilio;

/// <summary>Gives Twilio addresses of a message's files, signed at this very attempt, so that they outlive whatever came before it.</summary>
internal sealed class TwilioFiles(LinksOfMessage links, ServerOptions server, LocalAddress local)
{
    /// <summary>The message with addresses in the place of marks; null where nobody outside could follow them.</summary>
    public async Task<OutgoingMessage?> LinkAsync(OutgoingMessage message, Inbox inbox, TwilioAccount account, CancellationToken ct)
    {
        if (!message.MediaUrls.Any(FileMark.Is)) return message;
        if (HomeFor(inbox, account) is not { } home) return null;
        return message with { MediaUrls = [.. await links.RunAsync(home, message.Id, ct), .. message.MediaUrls.Where(url => !FileMark.Is(url))] };
    }

    /// <summary>The simulator, and a gateway on this machine, reach us where we listen.</summary>
    private Uri? HomeFor(Inbox inbox, TwilioAccount account) =>
        TwilioAccounts.SettingsOf(inbox).Simulated ? local.Url : server.PublicUrl ?? (new Uri(account.BaseUrl).IsLoopback ? local.Url : null);
}
