using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Channels.Imap;
using UnifiedInbox.Inboxes;
using UnifiedInbox.Mail.Imap;

namespace UnifiedInbox.Tests.Mailboxes;

/// <summary>What it has to do with a mailbox of a real Dovecot.</summary>
public sealed partial class MailDesk
{
    internal static ImapSettings Mailbox(int port, string user) => new("127.0.0.1", port, "none", user);

    internal Task<MailboxState?> StateAsync(Inbox inbox) => App.Services.GetRequiredService<MailboxStates>().FindAsync(inbox.Id, CancellationToken.None);

    internal Task ConnectedAsync(Inbox inbox) => Eventually.TrueAsync(async () => (await StateAsync(inbox))?.Status == "connected", "the first sync ends");

    /// <summary>What an outside cron asks for: every mailbox looked at now.</summary>
    internal async Task<JsonElement> SyncAsync()
    {
        using var cron = App.Anonymous();
        cron.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "only crons know");
        var answer = await cron.GetAsync("/api/messaging/sync-emails");
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    internal static async Task<long> ExistingAsync(Dovecot server, string user, string folder)
    {
        await using var client = await ConnectAsync(server, user);
        return (await client.ExamineAsync(folder, CancellationToken.None)).Exists;
    }

    internal static async Task<int> UnseenAsync(Dovecot server, string user)
    {
        await using var client = await ConnectAsync(server, user);
        await client.ExamineAsync("INBOX", CancellationToken.None);
        return await client.FetchFlagsAsync(1, null, CancellationToken.None).CountAsync(summary => !summary.Flags!.Contains("\\Seen"));
    }

    private static Task<ImapClient> ConnectAsync(Dovecot server, string user) => ImapClient.ConnectAsync(
        new ImapEndpoint("127.0.0.1", server.Port, ImapSecurity.None), new ImapPassword(user, Dovecot.Password), new ImapOptions(), TimeProvider.System, CancellationToken.None);
}
