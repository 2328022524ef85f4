using System.Globalization;

namespace UnifiedInbox.Bench;

/// <summary>Figures and searches over HTTP at a small and a large history, and what counting costs intake.</summary>
internal static class FiguresBench
{
    private const int Requests = 60;

    public static async Task AnalyticsAsync(BenchNode node, int small, int large)
    {
        Table.Heading($"Analytics at {small:N0} and {large:N0} messages, {Requests} requests each");
        Dictionary<string, Stats>? few = null;
        if (await LongHistory.GrowAsync(node.Db, small))
        {
            await LongHistory.CountAsync(node.Db);
            few = await MeasureAsync(node, Figures());
        }
        await LongHistory.GrowAsync(node.Db, large);
        await LongHistory.SettleAsync(node.Db);
        await LongHistory.CountAsync(node.Db);
        Compare(few, await MeasureAsync(node, Figures()));
        await InboundBench.WithAndWithoutAsync(node, TimeSpan.FromSeconds(8), "ALTER TABLE messages {0} TRIGGER USER; ALTER TABLE conversations {0} TRIGGER USER", "triggers of figures and search");
    }

    public static async Task SearchAsync(BenchNode node, int small, int large)
    {
        Table.Heading($"Search at {small:N0} and {large:N0} messages, {Requests} requests each");
        Dictionary<string, Stats>? few = null;
        if (await LongHistory.GrowAsync(node.Db, small))
        {
            await LongHistory.IndexAsync(node.Db);
            few = await MeasureAsync(node, await SearchesAsync(node));
        }
        await LongHistory.GrowAsync(node.Db, large);
        await LongHistory.SettleAsync(node.Db);
        await LongHistory.IndexAsync(node.Db);
        await node.Db.ExecuteAsync("UPDATE messages SET content = content || ' hapaxlegomenon' WHERE id = (SELECT id FROM messages ORDER BY at LIMIT 1)", null, default);
        while (await node.Db.FindAsync<bool>("SELECT index_messages(2000)", null, default)) continue;
        Compare(few, await MeasureAsync(node, await SearchesAsync(node)));
    }

    private static Dictionary<string, string> Figures()
    {
        static string Day(int ago) => TimeProvider.System.GetUtcNow().AddDays(-ago).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new()
        {
            ["today"] = $"/api/analytics?from={Day(0)}",
            ["30 days"] = $"/api/analytics?from={Day(29)}&to={Day(0)}",
            ["30 days, one channel"] = $"/api/analytics?from={Day(29)}&to={Day(0)}&channel=email",
            ["30 days, one label"] = $"/api/analytics?from={Day(29)}&to={Day(0)}&label=Label+2",
            ["a year"] = $"/api/analytics?from={Day(365)}&to={Day(0)}",
            ["all time"] = "/api/analytics",
            ["all time, one label"] = "/api/analytics?label=Label+2",
            ["the page, 30 days"] = "/analytics",
        };
    }

    private static async Task<Dictionary<string, string>> SearchesAsync(BenchNode node)
    {
        var (common, middling, rare) = (await LongHistory.WordAsync(node.Db, 1), await LongHistory.WordAsync(node.Db, 300), await LongHistory.WordAsync(node.Db, 5900));
        string Ask(string q) => "/api/search?q=" + Uri.EscapeDataString(q);
        return new()
        {
            ["a word of every message or two"] = Ask(common!),
            ["a middling word"] = Ask(middling!),
            ["a rare word"] = Ask(rare!),
            ["a word of the oldest message alone"] = Ask("hapaxlegomenon"),
            ["a word nobody wrote"] = Ask("qqqqqq"),
            ["two common words"] = Ask($"{common} {await LongHistory.WordAsync(node.Db, 2)}"),
            ["a phrase"] = Ask($"\"{common} {await LongHistory.WordAsync(node.Db, 3)}\""),
            ["without a common word"] = Ask($"{middling} -{common}"),
            ["from somebody"] = Ask("from:\"Ada Lovelace 35\" " + common),
            ["three letters"] = Ask("bak"),
        };
    }

    private static async Task<Dictionary<string, Stats>> MeasureAsync(BenchNode node, Dictionary<string, string> questions)
    {
        var measured = new Dictionary<string, Stats>();
        foreach (var (name, address) in questions)
        {
            for (var i = 0; i < 5; i++) await node.GetAsync(address, null);
            var stats = measured[name] = new Stats();
            for (var i = 0; i < Requests; i++) await node.GetAsync(address, stats);
        }
        return measured;
    }

    /// <param name="few">Null where a kept history was longer from the start.</param>
    private static void Compare(Dictionary<string, Stats>? few, Dictionary<string, Stats> many)
    {
        foreach (var (name, after) in many)
        {
            (string, double)[] large = [("p50 ms", after.Percentile(.5)), ("p95", after.Percentile(.95)), ("p99", after.Percentile(.99))];
            if (few is null)
            {
                Table.Row(name, large);
                continue;
            }
            var before = few[name];
            Table.Row(name, [("p50 ms", before.Percentile(.5)), ("p95", before.Percentile(.95)), ("p99", before.Percentile(.99)), .. large, ("| p50 ratio", after.Percentile(.5) / before.Percentile(.5))]);
        }
    }
}
