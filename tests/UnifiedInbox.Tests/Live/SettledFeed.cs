using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Live;

namespace UnifiedInbox.Tests.Live;

internal static class SettledFeed
{
    private const string LastSql = "SELECT xid::text || '.' || seq FROM changes ORDER BY xid DESC, seq DESC LIMIT 1";

    /// <summary>Where the feed stands once it has read all that was written up to now: whoever listens from there hears only what comes later.</summary>
    public static async Task<string> SettledCursorAsync(this TestApp app)
    {
        var feed = app.Services.GetRequiredService<ChangeFeed>();
        var last = FeedPosition.TryParse(await app.Db.FindAsync<string>(LastSql, null, default), out var position) ? position : default;
        await Eventually.TrueAsync(() => feed.Epoch is { } epoch && FeedCursor.Find(feed.Cursor, epoch)?.CompareTo(last) >= 0, "the feed has read on");
        return feed.Cursor;
    }
}
