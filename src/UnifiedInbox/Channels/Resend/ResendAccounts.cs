using UnifiedInbox.Database;
using UnifiedInbox.Inboxes;
using UnifiedInbox.Web.Hosting;

namespace UnifiedInbox.Channels.Resend;

/// <summary>Where and as whom to speak to Resend.</summary>
internal sealed record ResendAccount(Guid InboxId, string ApiKey, string BaseUrl, string? WebhookSecret);

/// <summary>Opens the Resend settings of inboxes.</summary>
internal sealed class ResendAccounts(InboxDirectory inboxes, SecretBox secrets, ResendOptions options, LocalAddress local)
{
    public const string Provider = "resend";

    public ResendAccount Of(Inbox inbox)
    {
        var opened = EmailSecrets.Of(inbox, secrets);
        var address = EmailSettings.Of(inbox).Simulated ? new Uri(local.Url, "simulator/resend").ToString() : options.BaseUrl;
        return new ResendAccount(inbox.Id, opened.ResendApiKey ?? "", address.TrimEnd('/'), opened.ResendWebhookSecret);
    }

    public async ValueTask<IReadOnlyList<ResendAccount>> AllAsync(CancellationToken ct) =>
        [.. (await inboxes.AllAsync(ct)).Where(inbox => inbox.Provider == Provider && inbox.DisabledAt is null).Select(Of)];
}
