using System.Globalization;

namespace UnifiedInbox.Database;

/// <summary>A stretch of a list, and where the next one starts; null at the end.</summary>
public sealed record ListPage<T>(IReadOnlyList<T> Items, string? NextCursor)
{
    /// <summary>From rows read with <c>LIMIT limit + 1</c>: the extra one only tells that there is more.</summary>
    internal static ListPage<T> Of(List<T> rows, int limit, Func<T, Cursor> keyOf) =>
        rows.Count <= limit ? new(rows, null) : new(rows.GetRange(0, limit), keyOf(rows[limit - 1]).ToString());

    public ListPage<TView> As<TView>(Func<T, TView> view) => new([.. Items.Select(view)], NextCursor);
}

internal static class Paging
{
    public const int Default = 50;

    /// <summary>1 to 200, 50 when not said.</summary>
    public static bool TryLimit(string? text, out int limit)
    {
        limit = Default;
        return string.IsNullOrEmpty(text)
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= 200);
    }
}
