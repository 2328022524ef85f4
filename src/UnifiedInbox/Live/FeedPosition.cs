using System.Globalization;

namespace UnifiedInbox.Live;

/// <summary>A place in the feed: the transaction's id, then the order inside it. Everything at or before it has been seen.</summary>
internal readonly record struct FeedPosition(ulong Xid, long Seq) : IComparable<FeedPosition>
{
    public int CompareTo(FeedPosition other) => Xid != other.Xid ? Xid.CompareTo(other.Xid) : Seq.CompareTo(other.Seq);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Xid}.{Seq}");

    public static bool TryParse(ReadOnlySpan<char> text, out FeedPosition position)
    {
        position = default;
        var dot = text.IndexOf('.');
        if (dot < 0
            || !ulong.TryParse(text[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out var xid)
            || !long.TryParse(text[(dot + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var seq)) return false;
        position = new FeedPosition(xid, seq);
        return true;
    }
}

/// <summary>
/// A position as browsers carry it, <c>epoch.xid.seq</c>. Transaction ids begin anew in a restored database; the epoch, renewed
/// by a restore, tells old cursors from new ones.
/// </summary>
internal static class FeedCursor
{
    public static string Of(string epoch, FeedPosition position) => $"{epoch}.{position}";

    /// <summary>The position, or null where the cursor is missing, malformed or of another epoch.</summary>
    public static FeedPosition? Find(string? cursor, string epoch) =>
        cursor != null
        && cursor.Length > epoch.Length
        && cursor.StartsWith(epoch, StringComparison.Ordinal)
        && cursor[epoch.Length] == '.'
        && FeedPosition.TryParse(cursor.AsSpan(epoch.Length + 1), out var position) ? position : null;
}
