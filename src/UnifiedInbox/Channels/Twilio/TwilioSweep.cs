using System.Globalization;
using Npgsql;
using UnifiedInbox.Contacts;
using UnifiedInbox.Database;
using UnifiedInbox.Inboxes;
using UnifiedInbox.Messages;

namespace UnifiedInbox.Channels.Twilio;

/// <summary>
/// Twilio hardly repeats a webhook that failed. So at start, after an outage and every ten minutes, the messages it received for our
/// numbers are listed, and what is missing here is taken in through the same door as a webhook.
/// </summary>
internal sealed partial class TwilioSweep(
    Db db,
    InboxDirectory inboxes,
    TwilioAccounts accounts,
    TwilioApi api,
    Intake intake,
    ErasedMessages erased,
    TwilioSweepSignal signal,
    TimeProvider time,
    ILogger<TwilioSweep> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(15);

    /// <summary>Looked at again each time: a message may be listed a little after it was received.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(15);

    /// <summary>How far the first sweep of an inbox looks back.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromDays(1);

    private const int PageSize = 200;

    private const string MissingSql = """
        SELECT s.sid
          FROM unnest(@sids) AS s (sid)
         WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.provider = 'twilio' AND m.provider_id = s.sid)
        """;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var complete = false;
            try
            {
                complete = await RunAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException)
            {
                LogDatabaseAway(log, error);
            }
            await signal.WaitAsync(complete ? Every : AfterFailure, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Sweeps every inbox once; false where one could not be listed.</summary>
    public async Task<bool> RunAsync(CancellationToken ct)
    {
        var complete = true;
        foreach (var inbox in await inboxes.AllAsync(ct))
        {
            if (inbox.Provider != TwilioAccounts.Provider || inbox.DisabledAt is not null) continue;
            try
            {
                var found = await SweepAsync(inbox, ct);
                if (found > 0) LogFound(log, found, inbox.Id);
            }
            catch (TwilioApiException error)
            {
                complete = false;
                LogUnreachable(log, inbox.Id, error.Message);
            }
        }
        return complete;
    }

    private async Task<int> SweepAsync(Inbox inbox, CancellationToken ct)
    {
        var account = accounts.Of(inbox);
        var started = time.GetUtcNow();
        var since = (inbox.SweptUntil ?? started - FirstLook) - Overlap;
        var channel = ChannelName.Parse(inbox.Channel) ?? Channel.Sms;
        // The filter is by day, in UTC; what is older than `since` on that day is known already.
        var query = "/Messages.json?PageSize=" + PageSize.ToString(CultureInfo.InvariantCulture)
            + "&To=" + Uri.EscapeDataString(TwilioAddress.Format(channel, inbox.Address))
            + "&DateSent%3E=" + since.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var found = 0;
        var page = await api.GetAsync<TwilioPage>(account, query, ct);
        while (true)
        {
            var items = page.Messages ?? [];
            found += await TakeInAsync(inbox, account, items, ct);
            if (page.NextPageUri is null || items.Count == 0 || items[^1].Received < since) break;
            page = await api.GetPageAsync<TwilioPage>(account, page.NextPageUri, ct);
        }
        await db.ExecuteAsync("UPDATE inboxes SET swept_until = @started WHERE id = @id", new { id = inbox.Id, started }, ct);
        inboxes.Forget();
        return found;
    }

    private async Task<int> TakeInAsync(Inbox inbox, TwilioAccount account, IReadOnlyList<TwilioResource> items, CancellationToken ct)
    {
        var inbound = items.Where(item => item is { Direction: "inbound", Sid: not null, From: not null }).ToList();
        if (inbound.Count == 0) return 0;
        var unknown = await db.ListAsync<string>(MissingSql, new { sids = inbound.Select(item => item.Sid).ToArray() }, ct);
        var missing = await erased.ExceptErasedAsync(unknown, ct);
        // Oldest first, as they would have come.
        foreach (var item in inbound.Where(item => missing.Contains(item.Sid!)).OrderBy(item => item.Received))
        {
            var (channel, from) = TwilioAddress.Parse(item.From!);
            var message = new TwilioMessage
            {
                AccountSid = account.Sid,
                Sid = item.Sid!,
                Channel = channel,
                From = from,
                To = inbox.Address,
                Text = item.Body ?? "",
                Media = item.NumMedia is null or "0" ? [] : await MediaOfAsync(account, item.Sid!, ct),
                MetadataJson = "{}",
            };
            var raw = System.Text.Json.JsonSerializer.Serialize(item, TwilioApi.Json);
            await intake.RunAsync(TwilioWebhook.ToInbound(message, inbox.Id, "sweep", "{}", raw, item.Received ?? time.GetUtcNow()), ct);
        }
        return missing.Count;
    }

    private async Task<IReadOnlyList<(string Url, string ContentType)>> MediaOfAsync(TwilioAccount account, string sid, CancellationToken ct)
    {
        var path = "/Messages/" + Uri.EscapeDataString(sid) + "/Media";
        var list = await api.GetAsync<TwilioMediaPage>(account, path + ".json", ct);
        return [.. (list.MediaList ?? []).Where(item => item.Sid is not null).Select(item =>
            (TwilioApi.AccountPath(account) + path + "/" + Uri.EscapeDataString(item.Sid!), item.ContentType ?? "application/octet-stream"))];
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sweep found {Count} messages that no webhook brought to inbox {InboxId}")]
    private static partial void LogFound(ILogger log, int count, Guid inboxId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Inbox {InboxId} could not be swept: {Why}")]
    private static partial void LogUnreachable(ILogger log, Guid inboxId, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sweep waits for the database")]
    private static partial void LogDatabaseAway(ILogger log, Exception error);
}
