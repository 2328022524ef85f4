using System.Globalization;
using UnifiedInbox.Channels;
using UnifiedInbox.Conversations;
using UnifiedInbox.Conversations.Labels;
using UnifiedInbox.Database;

namespace UnifiedInbox.Analytics;

/// <summary>What figures are asked about. Null does not narrow; without <see cref="From"/> it is everything until <see cref="To"/>.</summary>
public sealed record FigureFilter
{
    public static readonly DateTimeOffset Earliest = new(1970, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3660);

    /// <summary>Included.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Not included.</summary>
    public DateTimeOffset? To { get; init; }
    public string? Channel { get; init; }
    public Guid? AgentId { get; init; }
    public Guid? LabelId { get; init; }

    /// <summary>The team's zone, which decides when a day begins.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>The last moment that counts for certain is before this one.</summary>
    public required DateTimeOffset Now { get; init; }

    public DateTimeOffset Low => From ?? Earliest;

    /// <summary>Mail and carriers never date a message later than now; a little room is for what is being written.</summary>
    public DateTimeOffset High => To ?? Now.AddDays(1);

    /// <summary>As long, just before; null where there is no beginning.</summary>
    public FigureFilter? Previous => From is { } from ? this with { From = from - ((To ?? Now) - from), To = from } : null;

    /// <summary>Reads the words of an address; answers the field that cannot be understood, and why.</summary>
    internal static async Task<(FigureFilter? Filter, string Field, string Error)> ReadAsync(
        IQueryCollection query, Db db, TimeZoneInfo zone, DateTimeOffset now, CancellationToken ct)
    {
        string? Word(string field) => query[field].ToString().Trim() is { Length: > 0 } word ? word : null;

        DateTimeOffset? from = null, to = null;
        if (Word("from") is { } first && (from = Moment(first, zone, addDays: 0)) is null) return (null, "from", "Write a day such as 2026-01-31, or a time such as 2026-01-31T12:00:00Z.");
        if (Word("to") is { } last && (to = Moment(last, zone, addDays: 1)) is null) return (null, "to", "Write a day such as 2026-01-31, or a time such as 2026-01-31T12:00:00Z.");
        if (from >= (to ?? now)) return (null, to is null ? "from" : "to", to is null ? "This is still to come." : "The end is before the beginning.");
        if (from < Earliest || to > now.AddDays(3660)) return (null, from < Earliest ? "from" : "to", "No message is from there.");
        if ((to ?? now) - from > Longest) return (null, "from", "Ask for ten years at most; without a beginning it is all there is.");
        if (Word("channel") is { } channel && ChannelName.Parse(channel) is null) return (null, "channel", "A channel is sms, whatsapp or email.");

        var agent = await FindAsync(db, "SELECT id FROM users WHERE id::text = @word", Word("agent"), ct);
        if (agent == Guid.Empty) return (null, "agent", "There is no such teammate.");
        var label = await FindAsync(db, "SELECT id FROM labels WHERE name = @word::citext OR id::text = @word", Word("label"), ct);
        if (label == Guid.Empty) return (null, "label", "There is no such label.");
        return (new() { From = from, To = to, Channel = Word("channel"), AgentId = agent, LabelId = label, Zone = zone, Now = now }, "", "");
    }

    /// <summary>The beginning of a day, where a moment names none of its own.</summary>
    public static DateTimeOffset DayStart(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(15);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }

    public DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, Zone).DateTime);

    private static DateTimeOffset? Moment(string text, TimeZoneInfo zone, int addDays)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day.Year is > 1 and < 9999 ? DayStart(day.AddDays(addDays), zone) : null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && text.Contains('T', StringComparison.Ordinal)
            ? at.ToUniversalTime() : null;
    }

    private static async Task<Guid?> FindAsync(Db db, string sql, string? word, CancellationToken ct) =>
        word is null ? null : word.Contains('\0', StringComparison.Ordinal) ? Guid.Empty : await db.FindAsync<Guid?>(sql, new { word = word.ToLowerInvariant() }, ct) ?? Guid.Empty;
}
