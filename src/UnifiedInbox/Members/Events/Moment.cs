using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace UnifiedInbox.Members.Events;

/// <summary>A time as programs write it: ISO 8601 (without a zone it is UTC), or seconds since 1970.</summary>
internal static partial class Moment
{
    private const long LatestSecond = 253_402_300_799;

    public static bool TryRead(JsonElement value, out DateTimeOffset at)
    {
        at = default;
        return value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetInt64(out var seconds) && TryRead(seconds, out at),
            JsonValueKind.String => TryRead(value.GetString()!, out at),
            _ => false,
        };
    }

    /// <summary>Other ways to write a day would be guessed at: is 01.06. in June?</summary>
    public static bool TryRead(string text, out DateTimeOffset at)
    {
        at = default;
        return Written().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out at);
    }

    private static bool TryRead(long seconds, out DateTimeOffset at)
    {
        var fits = seconds is >= 0 and <= LatestSecond;
        at = fits ? DateTimeOffset.FromUnixTimeSeconds(seconds) : default;
        return fits;
    }

    [GeneratedRegex(@"^\s*\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}|\s*$)")]
    private static partial Regex Written();
}
