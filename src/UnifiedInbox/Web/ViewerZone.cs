using System.Collections.Concurrent;
using UnifiedInbox.Accounts;

namespace UnifiedInbox.Web;

/// <summary>
/// The time zone pages are written in: the one the person chose, else the browser's, which zone_controller.js tells in a
/// cookie, else UTC (the browser then corrects the page by itself).
/// </summary>
internal static class ViewerZone
{
    public const string Cookie = "time_zone";

    private static readonly ConcurrentDictionary<string, TimeZoneInfo> Known = new();

    public static TimeZoneInfo Of(HttpContext? http) => Find(http?.FindCaller()?.TimeZone) ?? Find(http?.Request.Cookies[Cookie]) ?? TimeZoneInfo.Utc;

    private static TimeZoneInfo? Find(string? name)
    {
        // The name becomes part of a file's path in the system's zone database.
        if (string.IsNullOrEmpty(name) || name.Length > 64 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '+' or '-')) return null;
        if (Known.TryGetValue(name, out var zone)) return zone;
        // The name is the browser's word: only real ones are kept, and of those there are some hundreds.
        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone) ? Known.GetOrAdd(name, zone) : null;
    }
}
