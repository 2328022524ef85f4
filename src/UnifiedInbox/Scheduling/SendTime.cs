namespace UnifiedInbox.Scheduling;

/// <summary>When a message shall leave, and what goes with that.</summary>
/// <param name="At">Later than now when it was read.</param>
/// <param name="Zone">The zone the time was chosen in: recurring ones keep its wall clock, and pages show the time in it.</param>
internal sealed record SendTime(DateTimeOffset At, TimeZoneInfo Zone)
{
    /// <summary>Null = once.</summary>
    public Recurrence? Repeat { get; init; }

    /// <summary>Any message from the contact before then cancels it, and ends the repetition.</summary>
    public bool CancelOnReply { get; init; }

    public string TimeZone => Zone.Id;
}
