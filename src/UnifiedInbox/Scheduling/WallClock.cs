namespace UnifiedInbox.Scheduling;

/// <summary>
/// What a zone's clock on the wall means as an instant. Nobody is there to be asked when a recurring message meets a change of
/// clocks: a time left out moves to the first one there is, a time that happens twice is taken the first time.
/// </summary>
internal static class WallClock
{
    /// <summary>Surely before and after a change that a time may be next to.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromHours(26);

    public static DateTimeOffset Instant(DateTime local, TimeZoneInfo zone)
    {
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        if (Offsets(local, zone).Count == 0) local = AfterGap(local, zone);
        return new DateTimeOffset(local, Offsets(local, zone)[0]).ToUniversalTime();
    }

    /// <summary>
    /// The offsets at which the clock shows this time, the earlier moment first: none where it is left out, two where it happens twice.
    /// Found by asking what the clock shows at a moment, which the platform always knows; what it says of a clock's time is wrong around
    /// changes where winter is the exception (Europe/Dublin).
    /// </summary>
    public static IReadOnlyList<TimeSpan> Offsets(DateTime local, TimeZoneInfo zone)
    {
        var here = new DateTimeOffset(local, TimeSpan.Zero);
        return [.. new[] { zone.GetUtcOffset(here - Apart), zone.GetUtcOffset(here + Apart) }.Distinct().Where(offset => zone.GetUtcOffset(here - offset) == offset).OrderDescending()];
    }

    public static DateTime Local(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).DateTime;

    /// <summary>The first time there is after one that is left out. Clocks change at full minutes, once by a whole day (Samoa, 2011).</summary>
    public static DateTime AfterGap(DateTime skipped, TimeZoneInfo zone)
    {
        var local = skipped.Date + TimeSpan.FromMinutes(Math.Floor(skipped.TimeOfDay.TotalMinutes));
        while (Offsets(local, zone).Count == 0) local = local.AddMinutes(1);
        return local;
    }
}
