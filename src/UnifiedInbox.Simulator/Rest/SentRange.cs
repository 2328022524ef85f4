using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace UnifiedInbox.Simulator.Rest;

/// <summary>
/// The times between which a message was sent, both included, to the second. <c>DateSent=</c>, <c>DateSent&lt;=</c> and
/// <c>DateSent&gt;=</c> take a day in UTC or a time in any of the usual notations.
/// </summary>
internal readonly record struct SentRange(DateTimeOffset From, DateTimeOffset Before)
{
    private static readonly TimeSpan second = TimeSpan.FromSeconds(1), day = TimeSpan.FromDays(1);

    public bool Contains(DateTimeOffset at) => at >= From && at < Before;

    public static bool TryParse(IQueryCollection query, out SentRange range)
    {
        range = new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        return TryAdd(query["DateSent"].ToString(), ref range, lower: true, upper: true)
            && TryAdd(query["DateSent>"].ToString(), ref range, lower: true, upper: false)
            && TryAdd(query["DateSent<"].ToString(), ref range, lower: false, upper: true);
    }

    private static bool TryAdd(string text, ref SentRange range, bool lower, bool upper)
    {
        if (text.Length == 0)
            return true;
        var isDay = DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at);
        if (!isDay && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out at))
            return false;
        at = new DateTimeOffset(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        if (lower)
            range = range with { From = at };
        if (upper)
            range = range with { Before = at + (isDay ? day : second) };
        return true;
    }
}
