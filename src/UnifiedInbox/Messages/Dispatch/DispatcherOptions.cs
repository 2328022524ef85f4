using System.ComponentModel.DataAnnotations;

namespace UnifiedInbox.Messages;

/// <summary>How messages leave. Section <c>Dispatcher</c>; the defaults are right unless a measurement says otherwise.</summary>
internal sealed class DispatcherOptions
{
    /// <summary>Messages under way to providers at once, on this node. Default 32.</summary>
    [Range(1, 500)]
    public int Parallel { get; set; } = 32;

    /// <summary>
    /// How long a claimed lane is this node's. A node that dies leaves its message to the others after this. Default 45 s; must be
    /// longer than any provider's request time-out.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>
    /// How old an attempt without an outcome must be before "the provider does not have it" is believed: a request may still be on its
    /// way through the provider. Default 40 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Settle { get; set; } = TimeSpan.FromSeconds(40);

    /// <summary>How long an unconfirmed message keeps the later ones of its conversation waiting, at most. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan UnconfirmedHold { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>First wait after a transient failure; doubles each time, with jitter. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan Backoff { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest wait between two tries. Default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan LongestBackoff { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Longest sleep when nothing is due for longer: changes wake it, and this is for what no change tells, such as a clock that was
    /// set. Default 15 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan LongestSleep { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>After this long without success a message fails. Default 10 h, as long as Twilio itself keeps one in its queue.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan GiveUp { get; set; } = TimeSpan.FromHours(10);
}
