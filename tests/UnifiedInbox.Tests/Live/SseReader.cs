using System.Net.ServerSentEvents;

namespace UnifiedInbox.Tests.Live;

/// <summary>A browser's EventSource, as far as tests need one.</summary>
internal sealed class SseReader : IAsyncDisposable
{
    private readonly HttpResponseMessage response;
    private readonly CancellationTokenSource patience = new(TimeSpan.FromSeconds(20));
    private readonly IAsyncEnumerator<SseItem<string>> events;

    private SseReader(HttpResponseMessage response, Stream body)
    {
        this.response = response;
        Parser = SseParser.Create(body);
        events = Parser.EnumerateAsync(patience.Token).GetAsyncEnumerator();
    }

    private SseParser<string> Parser { get; }

    public static async Task<SseReader> OpenAsync(HttpClient client, string url, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url, UriKind.Relative));
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (lastEventId != null) request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Empty(response.Content.Headers.ContentEncoding);
        return new SseReader(response, await response.Content.ReadAsStreamAsync());
    }

    public async Task<(string Name, string Id, string Data)> NextAsync()
    {
        Assert.True(await events.MoveNextAsync(), "the stream ended");
        return (events.Current.EventType, Parser.LastEventId, events.Current.Data);
    }

    /// <summary>Null once the stream has ended.</summary>
    public async Task<(string Name, string Id, string Data)?> TryNextAsync() =>
        await events.MoveNextAsync() ? (events.Current.EventType, Parser.LastEventId, events.Current.Data) : null;

    public async Task<(string Name, string Id, string Data)> FirstAsync(Func<(string Name, string Id, string Data), bool> wanted)
    {
        while (true)
        {
            var next = await NextAsync();
            if (wanted(next)) return next;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await patience.CancelAsync();
        response.Dispose();
        patience.Dispose();
    }
}
