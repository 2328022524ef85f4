using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Channels;
using Npgsql;
using UnifiedInbox.Database;

namespace UnifiedInbox.Live;

/// <summary>
/// What nodes tell each other and nobody writes down, such as who is typing: by NOTIFY, gathered for a moment because each one
/// takes a lock that all commits share. Said once, heard at most once: whoever needs to be sure says it again.
/// </summary>
internal sealed class NodeTalk(Db db, TimeProvider time) : BackgroundService
{
    private const string ChannelName = "node_talk";

    /// <summary>PostgreSQL takes payloads below 8,000 bytes.</summary>
    private const int MostBytes = 7_800;
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(80);

    private readonly Guid node = NewId.Next();
    private readonly Channel<string> words = Channel.CreateBounded<string>(
        new BoundedChannelOptions(2_000) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    /// <summary>Another node said something about a topic. Handlers are quick and do not throw.</summary>
    public event Action<string, JsonElement>? Heard;

    /// <summary>Tells the other nodes. Cheap, never throws, from any thread; what is larger than a few hundred bytes does not belong here.</summary>
    public void Say<T>(string topic, T what) =>
        words.Writer.TryWrite(JsonSerializer.Serialize(new { node, topic, what }, Json));

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Ends with the first of its two loops, and is started again.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        Task[] loops = [SendAsync(either.Token), ListenAsync(either.Token)];
        var first = await Task.WhenAny(loops);
        await either.CancelAsync();
        await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    private async Task SendAsync(CancellationToken ct)
    {
        while (await words.Reader.WaitToReadAsync(ct))
        {
            var text = new StringBuilder("[");
            var bytes = 2;
            while (words.Reader.TryPeek(out var next) && bytes + Encoding.UTF8.GetByteCount(next) + 1 <= MostBytes)
            {
                if (!words.Reader.TryRead(out next)) break;
                bytes += Encoding.UTF8.GetByteCount(next) + 1;
                if (text.Length > 1) text.Append(',');
                text.Append(next);
            }
            if (text.Length == 1) words.Reader.TryRead(out _); // larger than all there is room for
            else await db.ExecuteAsync("SELECT pg_notify(@channel, @payload)", new { channel = ChannelName, payload = text.Append(']').ToString() }, ct);
            await Task.Delay(Gather, time, ct);
        }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        connection.Notification += (_, said) => Hear(said.Payload);
        await using (var listen = new NpgsqlCommand("LISTEN " + ChannelName, connection)) await listen.ExecuteNonQueryAsync(ct);
        while (true) await connection.WaitAsync(ct);
    }

    private void Hear(string payload)
    {
        try
        {
            foreach (var word in JsonElement.Parse(payload).EnumerateArray())
                if (word.GetProperty("node").GetGuid() != node) Heard?.Invoke(word.GetProperty("topic").GetString()!, word.GetProperty("what"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            // A node of another version: what it means will be said again, or is not for us.
        }
    }
}
