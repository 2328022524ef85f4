using System.Text;

namespace UnifiedInbox.Live;

/// <summary>Writes server-sent events (WHATWG HTML, section 9.2).</summary>
internal sealed class LiveStream(HttpResponse response, string epoch)
{
    public async Task OpenAsync(CancellationToken ct)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no"; // nginx collects answers unless told not to
        await SendCommentAsync(ct);
    }

    public async Task SendAsync(IEnumerable<FeedEntry> entries, CancellationToken ct)
    {
        var text = new StringBuilder();
        foreach (var entry in entries)
        {
            if (entry.IsPassing) AppendPassing(text, entry.Change.ToJson());
            else AppendEvent(text, "change", entry.Position, entry.Change.ToJson());
        }
        if (text.Length == 0) return;
        await response.WriteAsync(text.ToString(), ct);
        await response.Body.FlushAsync(ct);
    }

    public async Task SendReloadAsync(FeedPosition position, CancellationToken ct)
    {
        var text = new StringBuilder();
        AppendEvent(text, "reload", position, "{}");
        await response.WriteAsync(text.ToString(), ct);
        await response.Body.FlushAsync(ct);
    }

    /// <summary>A line without meaning, so that no proxy takes silence for the end.</summary>
    public async Task SendCommentAsync(CancellationToken ct)
    {
        await response.WriteAsync(":\n\n", ct);
        await response.Body.FlushAsync(ct);
    }

    /// <summary>Without an id: the browser's cursor stays where it is.</summary>
    private static void AppendPassing(StringBuilder text, string json) => text.Append("event: passing\ndata: ").Append(json).Append("\n\n");

    private void AppendEvent(StringBuilder text, string name, FeedPosition position, string json) =>
        text.Append("event: ").Append(name).Append("\nid: ").Append(FeedCursor.Of(epoch, position)).Append("\ndata: ").Append(json).Append("\n\n");
}
