namespace UnifiedInbox.Scheduling;

/// <summary>
/// What a zone's clock on the wall means as an instant. Nobody is there to be asked when a recurring message meets a change of
/// clocks: a time left out moves to the first one there is, a time that happens twice is taken the first time.
/// </summary>
internal static class WallClock
{
    public static DateTimeOffset Instant(DateTime local, TimeZoneInfo zone)
    {
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        if (zone.IsInvalidTime(local)) local = AfterGap(local, zone);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    public static DateTime Local(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).DateTime;

    /// <summary>The first time there is after one that is left out. Clocks change at full minutes, once by a whole day (Samoa, 2011).</summary>
    public static DateTime AfterGap(DateTime skipped, TimeZoneInfo zone)
    {
        var local = skipped.Date + TimeSpan.FromMinutes(Math.Floor(skipped.TimeOfDay.TotalMinutes));
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(1);
        return local;
    }
}
