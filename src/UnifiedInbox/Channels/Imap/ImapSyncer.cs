using Microsoft.Extensions.Options;
using Npgsql;
using UnifiedInbox.Inboxes;

namespace UnifiedInbox.Channels.Imap;

/// <summary>
/// Sees to it that every mailbox is read by exactly one node: takes those nobody reads, renews its leases, and lets go of what it
/// lost or what an admin changed. Each mailbox has a task of its own (<see cref="ReadMailbox"/>); a broken one holds up no other.
/// </summary>
internal sealed partial class ImapSyncer(
    InboxDirectory inboxes, MailboxLeases leases, ReadMailbox read, IOptions<MailboxOptions> options, TimeProvider time, ILogger<ImapSyncer> log)
    : BackgroundService
{
    private readonly Dictionary<Guid, Reading> readings = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                try
                {
                    await LookAsync(stoppingToken);
                }
                catch (Exception error) when (error is NpgsqlException or TimeoutException)
                {
                    LogDatabaseAway(log, error);
                }
                await Task.Delay(options.Value.LookEvery, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            foreach (var reading in readings.Values) await reading.EndAsync();
            readings.Clear();
        }
    }

    private async Task LookAsync(CancellationToken ct)
    {
        var mailboxes = (await inboxes.AllAsync(ct)).Select(Mailbox.Of).OfType<Mailbox>().ToDictionary(mailbox => mailbox.Id);
        await KeepAsync(mailboxes, ct);
        var free = mailboxes.Values.Where(mailbox => !readings.ContainsKey(mailbox.Id)).ToList();
        if (free.Count == 0) return;
        await leases.MakeAsync(free.Select(mailbox => mailbox.Id), ct);
        foreach (var mailbox in free)
            if (await leases.TakeAsync(mailbox, ct)) readings[mailbox.Id] = new Reading(mailbox, read, leases, ct);
    }

    /// <summary>Renews what is ours; ends what is lost, changed or over.</summary>
    private async Task KeepAsync(Dictionary<Guid, Mailbox> mailboxes, CancellationToken ct)
    {
        if (readings.Count == 0) return;
        var kept = await leases.RenewAsync(readings.Keys, ct);
        foreach (var (id, reading) in readings.ToList())
        {
            var same = mailboxes.TryGetValue(id, out var now) && now.Mark == reading.Mailbox.Mark;
            if (same && !reading.IsOver && kept.TryGetValue(id, out var isAsked))
            {
                if (isAsked) reading.Poke();
                continue;
            }
            if (!kept.ContainsKey(id)) LogLost(log, id);
            readings.Remove(id);
            await reading.EndAsync();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mailboxes wait for the database")]
    private static partial void LogDatabaseAway(ILogger log, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The mailbox of inbox {InboxId} went to another node, or its lease ran out")]
    private static partial void LogLost(ILogger log, Guid inboxId);

    /// <summary>One mailbox being read by this node.</summary>
    private sealed class Reading
    {
        private readonly CancellationTokenSource end;
        private readonly MailboxSignal wake = new();
        private readonly MailboxLeases leases;
        private readonly Task work;

        public Reading(Mailbox mailbox, ReadMailbox read, MailboxLeases leases, CancellationToken ct)
        {
            Mailbox = mailbox;
            this.leases = leases;
            end = CancellationTokenSource.CreateLinkedTokenSource(ct);
            work = read.RunAsync(mailbox, wake, end.Token);
        }

        public Mailbox Mailbox { get; }

        public bool IsOver => work.IsCompleted;

        public void Poke() => wake.Poke();

        public async Task EndAsync()
        {
            await end.CancelAsync();
            await work;
            end.Dispose();
            try
            {
                await leases.ReleaseAsync(Mailbox.Id, CancellationToken.None);
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException or ObjectDisposedException)
            {
                // it runs out by itself
            }
        }
    }
}
