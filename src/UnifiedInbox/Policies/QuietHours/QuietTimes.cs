using UnifiedInbox.Database;

namespace UnifiedInbox.Policies.QuietHours;

/// <summary>When people are left alone: by their clock, every day, and the whole of the days named.</summary>
public sealed record QuietTimes
{
    /// <summary>Setting: this record.</summary>
    internal const string Key = "quiet_hours";

    /// <summary>Default off.</summary>
    public bool On { get; init; }

    /// <summary>The recipient's time of day from which nothing leaves. Default 21:00.</summary>
    public TimeOnly From { get; init; } = new(21, 0);

    /// <summary>Until when; earlier than <see cref="From"/>, it is on the next day. Default 08:00.</summary>
    public TimeOnly To { get; init; } = new(8, 0);

    /// <summary>Days on which nothing leaves at all. Default none.</summary>
    public IReadOnlyList<DayOfWeek> QuietDays { get; init; } = [];

    /// <summary>Default SMS and WhatsApp; mail rings nobody awake.</summary>
    public IReadOnlyList<string> Channels { get; init; } = ["sms", "whatsapp"];

    /// <summary>Who wrote to us within <see cref="ReplyHours"/> is answered at any hour. Default on.</summary>
    public bool RepliesPass { get; init; } = true;

    /// <summary>Range 1–72, default 12.</summary>
    public int ReplyHours { get; init; } = 12;

    /// <summary>Whether a person may send now all the same. Default on.</summary>
    public bool MayOverrule { get; init; } = true;

    internal static Task<QuietTimes> ReadAsync(SettingsStore settings, CancellationToken ct) => settings.GetAsync(Key, new QuietTimes(), ct);

    public bool Covers(DateTime local)
    {
        if (QuietDays.Contains(local.DayOfWeek)) return true;
        var time = TimeOnly.FromDateTime(local);
        return From <= To ? time >= From && time < To : time >= From || time < To;
    }

    /// <summary>
    /// When it is no longer quiet at <paramref name="at"/> in any of <paramref name="zones"/>; null where it is not quiet now. Zones that
    /// never have a common moment are judged by the first.
    /// </summary>
    public DateTimeOffset? HeldUntil(IReadOnlyList<TimeZoneInfo> zones, DateTimeOffset at)
    {
        if (zones.All(zone => !Covers(Local(zone, at)))) return null;
        return FirstCommonMoment(zones, at) ?? FirstCommonMoment([zones[0]], at);
    }

    private DateTimeOffset? FirstCommonMoment(IReadOnlyList<TimeZoneInfo> zones, DateTimeOffset at)
    {
        var moment = at;
        while (moment < at.AddDays(9))
        {
            if (zones.FirstOrDefault(zone => Covers(Local(zone, moment))) is not { } quiet) return moment;
            moment = NextChance(quiet, moment);
        }
        return null;
    }

    /// <summary>The next end of the quiet hours or of a quiet day by this clock; always later than <paramref name="moment"/>.</summary>
    private DateTimeOffset NextChance(TimeZoneInfo zone, DateTimeOffset moment)
    {
        var local = Local(zone, moment);
        var end = local.Date + To.ToTimeSpan();
        var next = QuietDays.Contains(local.DayOfWeek) || end <= local ? local.Date.AddDays(1) : end;
        if (!QuietDays.Contains(local.DayOfWeek) && end <= local && From > To) next = end.AddDays(1);
        var instant = Instant(zone, next);
        // Where clocks are put back, the same time of day comes twice.
        return instant > moment ? instant : moment.AddMinutes(30);
    }

    private static DateTime Local(TimeZoneInfo zone, DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zone).DateTime;

    /// <summary>A time of day that is skipped when clocks are put forward is taken as the moment they are.</summary>
    private static DateTimeOffset Instant(TimeZoneInfo zone, DateTime local)
    {
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(1);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
