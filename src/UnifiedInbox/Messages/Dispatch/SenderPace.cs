using UnifiedInbox.Messages.Texts;

namespace UnifiedInbox.Messages;

/// <summary>
/// The pace of our senders during one claim: the rows are locked, so all nodes share them. A message that has to wait is told when
/// its turn may be; the waiting ones are spread out, so that they do not all come back at the same instant.
/// </summary>
internal sealed class SenderPace(IEnumerable<SenderRate> rates, DateTimeOffset now)
{
    private readonly Dictionary<Guid, Turn> turns = rates.ToDictionary(rate => rate.InboxId, rate => new Turn { Free = rate.NextFreeAt, Waiting = rate.NextFreeAt });

    /// <summary>Null where it may go now (and takes its turn), else when to look again.</summary>
    public DateTimeOffset? Reserve(PendingMessage message)
    {
        if (message.SegmentsPerSecond <= 0 || !turns.TryGetValue(message.InboxId, out var turn)) return null;
        var units = message.Channel == "sms" ? SmsSegments.Count(message.Content) : 1;
        var takes = TimeSpan.FromSeconds(units / (double)message.SegmentsPerSecond);
        if (turn.Free > now)
        {
            var later = turn.Waiting > now ? turn.Waiting : now;
            turn.Waiting = later + takes;
            return later;
        }
        turn.Free = now + takes;
        turn.Waiting = turn.Free;
        turn.Taken = true;
        return null;
    }

    public void Write(ClaimWrites writes)
    {
        foreach (var (inboxId, turn) in turns)
            if (turn.Taken) writes.Advance(inboxId, turn.Free);
    }

    private sealed class Turn
    {
        public DateTimeOffset Free { get; set; }

        public DateTimeOffset Waiting { get; set; }

        public bool Taken { get; set; }
    }
}
