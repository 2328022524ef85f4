using System.Diagnostics;
using System.Net;
using System.Text;
using Npgsql;
using UnifiedInbox.Channels.Twilio;
using UnifiedInbox.Database;

namespace UnifiedInbox.Bench;

/// <summary>
/// Signed webhooks, verified, deduplicated and committed, beside bare single-row inserts over the same number of connections in the
/// same run; and their latency at a steady 500 a second.
/// </summary>
internal static class InboundBench
{
    private const int Connections = 32;
    private const int People = 5_000;

    public static async Task RunAsync(BenchNode node, TimeSpan each)
    {
        Table.Heading($"Inbound webhooks, {Connections} connections");
        // Until everyone has written once and the code is compiled: what is measured is a team's day, not its first minute.
        await WebhooksAsync(node, TimeSpan.FromSeconds(12), perSecond: null);
        var bare = await BareInsertsAsync(node, each);
        var (rate, full) = await WebhooksAsync(node, each, perSecond: null);
        var bareAgain = await BareInsertsAsync(node, each);
        var reference = (bare + bareAgain) / 2;
        Table.Row("bare single-row insert", ("per s", reference));
        Table.Row("signed webhook, committed, full speed", ("per s", rate), ("p50 ms", full.Percentile(.5)), ("p99 ms", full.Percentile(.99)), ("ratio to bare", rate / reference));
        var (steady, paced) = await WebhooksAsync(node, each, perSecond: 500);
        Table.Row("signed webhook at 500/s", ("per s", steady), ("p50 ms", paced.Percentile(.5)), ("p99 ms", paced.Percentile(.99)));
    }

    /// <summary>Full speed with something switched on and off by turns, so that a drift of the machine falls on both.</summary>
    /// <param name="sql">With {0} for ENABLE or DISABLE.</param>
    public static async Task WithAndWithoutAsync(BenchNode node, TimeSpan each, string sql, string what)
    {
        await WebhooksAsync(node, TimeSpan.FromSeconds(12), perSecond: null);
        double with = 0, without = 0;
        for (var turn = 0; turn < 3; turn++)
        {
            foreach (var on in new[] { true, false })
            {
                await node.Db.ExecuteAsync(sql.Replace("{0}", on ? "ENABLE" : "DISABLE", StringComparison.Ordinal), null, CancellationToken.None);
                var (rate, _) = await WebhooksAsync(node, each, perSecond: null);
                if (on) with += rate / 3;
                else without += rate / 3;
            }
        }
        await node.Db.ExecuteAsync(sql.Replace("{0}", "ENABLE", StringComparison.Ordinal), null, CancellationToken.None);
        Table.Row($"webhooks with and without {what}", ("per s", with), ("without", without), ("ratio", with / without));
    }

    /// <summary>Each connection inserts one small row after the other, each its own commit.</summary>
    private static async Task<double> BareInsertsAsync(BenchNode node, TimeSpan time)
    {
        await node.Db.ExecuteAsync("CREATE TABLE IF NOT EXISTS bench_bare (id uuid PRIMARY KEY, at timestamptz NOT NULL, content text NOT NULL)", null, CancellationToken.None);
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            await using var connection = await node.Db.OpenAsync(CancellationToken.None);
            await using var command = new NpgsqlCommand("INSERT INTO bench_bare VALUES ($1, now(), $2)", connection);
            var id = command.Parameters.Add(new NpgsqlParameter<Guid>());
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = "Hi, is the 2pm slot still free?" });
            await command.PrepareAsync();
            var count = 0;
            while (watch.Elapsed < time)
            {
                ((NpgsqlParameter<Guid>)command.Parameters[0]).TypedValue = NewId.Next();
                await command.ExecuteNonQueryAsync();
                count++;
            }
            return count;
        })));
        return counts.Sum() / watch.Elapsed.TotalSeconds;
    }

    private static async Task<(double PerSecond, Stats Latency)> WebhooksAsync(BenchNode node, TimeSpan time, int? perSecond)
    {
        var url = new Uri(node.App.Address, TwilioWebhookUrl.Path);
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Connections, UseCookies = false });
        var latency = new Stats();
        var refused = 0;
        var sequence = 0;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(worker => Task.Run(async () =>
        {
            while (watch.Elapsed < time)
            {
                var number = Interlocked.Increment(ref sequence);
                if (perSecond is { } pace)
                {
                    var wait = TimeSpan.FromSeconds((double)number / pace) - watch.Elapsed;
                    if (wait > TimeSpan.Zero) await Task.Delay(wait, TimeProvider.System);
                }
                using var request = Signed(node, url, number);
                var started = Stopwatch.GetTimestamp();
                using var response = await http.SendAsync(request);
                latency.Add(Stopwatch.GetElapsedTime(started));
                if (response.StatusCode != HttpStatusCode.OK) Interlocked.Increment(ref refused);
            }
        })));
        if (refused > 0) Console.WriteLine($"  {refused} webhooks were not answered with 200");
        return (latency.Count / watch.Elapsed.TotalSeconds, latency);
    }

    private static HttpRequestMessage Signed(BenchNode node, Uri url, int number)
    {
        var options = node.Simulator.Carrier.Options;
        KeyValuePair<string, string>[] fields =
        [
            new("ToCountry", "US"), new("SmsMessageSid", ""), new("NumMedia", "0"), new("FromZip", "94103"), new("SmsStatus", "received"),
            new("Body", "Hi, is the 2pm slot still free? " + number), new("FromCountry", "US"), new("To", "+15005550006"), new("NumSegments", "1"),
            new("MessageSid", "SM" + NewId.Next().ToString("N")), new("AccountSid", options.AccountSid),
            new("From", "+1415" + (5_550_000 + (number * 7919 % People)).ToString(System.Globalization.CultureInfo.InvariantCulture)), new("ApiVersion", "2010-04-01"),
        ];
        var body = string.Join('&', fields.Select(field => WebUtility.UrlEncode(field.Key) + "=" + WebUtility.UrlEncode(field.Value)));
        var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/x-www-form-urlencoded"),
        };
        request.Headers.Add("X-Twilio-Signature", TwilioSignature.Sign(options.AuthToken, url.ToString(), new TwilioForm(fields)));
        return request;
    }
}
