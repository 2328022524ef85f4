using System.Globalization;

namespace UnifiedInbox.Conversations;

/// <summary>
/// The place of a row in a list ordered by time and id, as text that sorts like it. place.js puts rows that arrive live where
/// their <c>data-key</c> says.
/// </summary>
internal static class RowKey
{
    public static string Of(DateTimeOffset at, Guid id) =>
        string.Create(CultureInfo.InvariantCulture, $"{at.UtcDateTime:yyyyMMddHHmmssffffff}-{id:N}");

    /// <summary>The time in a key; null where the text is none.</summary>
    public static DateTimeOffset? TimeOf(string? key) =>
        key is { Length: > 20 } && DateTimeOffset.TryParseExact(
            key[..20], "yyyyMMddHHmmssffffff", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
