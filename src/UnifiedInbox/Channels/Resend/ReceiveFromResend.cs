using UnifiedInbox.Inboxes;
using UnifiedInbox.Messages.Email;

namespace UnifiedInbox.Channels.Resend;

/// <summary>
/// Fetches a mail that came to us at Resend, whole as it was, and hands it to the one door. The webhook only names it; nothing of what
/// the webhook says about it is believed but the id.
/// </summary>
internal sealed class ReceiveFromResend(ResendApi api, InboxDirectory inboxes, ReceiveEmail receive, TimeProvider time)
{
    /// <exception cref="HttpRequestException">Resend does not give it out now; it is asked again when the webhook comes again.</exception>
    public async Task RunAsync(ResendAccount account, ResendInbound mail, CancellationToken ct)
    {
        var inbox = await InboxOfAsync(account, mail, ct) ?? throw new InvalidOperationException("The mailbox that was signed for is not there.");
        using var response = await api.SendAsync(HttpMethod.Get, account, "/emails/receiving/" + Uri.EscapeDataString(mail.EmailId), null, null, ct);
        var text = await ProviderHttp.ReadAsync(response, ct);
        response.EnsureSuccessStatusCode();
        if (ResendApi.Text(text, "raw", "download_url") is not { } url || await api.DownloadAsync(account, url, ct) is not { } raw)
            throw new HttpRequestException("Resend does not give out the mail.");
        await using (raw)
        {
            var source = new EmailSource
            {
                Inbox = inbox,
                Provider = ResendAccounts.Provider,
                ProviderId = mail.EmailId,
                At = time.GetUtcNow(),
                EnvelopeRecipients = mail.To,
            };
            await receive.RunAsync(source, raw, ct);
        }
    }

    /// <summary>The mailbox it was written to; several may stand at one Resend account.</summary>
    private async Task<Inbox?> InboxOfAsync(ResendAccount account, ResendInbound mail, CancellationToken ct)
    {
        foreach (var address in mail.To)
            if (await inboxes.FindAsync("email", WithoutTag(address), ct) is { DisabledAt: null } inbox && IsServed(inbox)) return inbox;
        return await inboxes.FindAsync(account.InboxId, ct);
    }

    /// <summary>The simulator brings all mail on this way.</summary>
    private static bool IsServed(Inbox inbox) => inbox.Provider == ResendAccounts.Provider || EmailSettings.Of(inbox).Simulated;

    private static string WithoutTag(string address)
    {
        var (plus, at) = (address.IndexOf('+', StringComparison.Ordinal), address.LastIndexOf('@'));
        return plus > 0 && plus < at ? address[..plus] + address[at..] : address;
    }
}
