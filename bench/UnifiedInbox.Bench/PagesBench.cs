namespace UnifiedInbox.Bench;

/// <summary>What an agent opens all day, at a small and at a large history: the cost must not grow with it.</summary>
internal static class PagesBench
{
    private const int Requests = 300;

    public static async Task RunAsync(BenchNode node, int small, int large)
    {
        Table.Heading($"Pages at {small:N0} and {large:N0} messages, {Requests} requests each");
        await History.GrowAsync(node.Db, 0, small);
        var before = await MeasureAsync(node, History.People(small));
        await History.GrowAsync(node.Db, small, large);
        var after = await MeasureAsync(node, History.People(large));
        foreach (var (name, few) in before)
        {
            var many = after[name];
            Table.Row(
                name,
                ("p50 ms", few.Percentile(.5)), ("p99 ms", few.Percentile(.99)), ("| p50 ms", many.Percentile(.5)), ("p99 ms", many.Percentile(.99)),
                ("| p50 ratio", many.Percentile(.5) / few.Percentile(.5)));
        }
    }

    private static async Task<Dictionary<string, Stats>> MeasureAsync(BenchNode node, int people)
    {
        // Every twentieth conversation is open.
        int Open(int i) => 20 * (1 + (i * 7919 % (people / 20)));
        var pages = new Dictionary<string, Func<int, string>>
        {
            ["inbox page"] = _ => "/inbox?tab=all",
            ["inbox page, tab closed"] = _ => "/inbox?tab=closed",
            ["thread page"] = i => "/inbox/" + History.Conversation(Open(i)),
            ["GET /api/conversations"] = _ => "/api/conversations",
            ["GET /api/messages of a contact"] = i => "/api/messages?contactId=" + History.Contact(1 + (i * 7919 % people)),
            ["contact search, a number's digits"] = i => "/api/contacts?search=" + (1 + (i * 7919 % people)).ToString("0000000", System.Globalization.CultureInfo.InvariantCulture),
            ["contact search, a common name"] = _ => "/api/contacts?search=lovelace",
            ["contact search, with a typo"] = _ => "/api/contacts?search=lovelase",
            ["contact search, two letters"] = _ => "/api/contacts?search=ad",
        };
        var measured = new Dictionary<string, Stats>();
        foreach (var (name, address) in pages)
        {
            for (var i = 0; i < 20; i++) await node.GetAsync(address(i), null);
            var stats = measured[name] = new Stats();
            for (var i = 0; i < Requests; i++) await node.GetAsync(address(i), stats);
        }
        return measured;
    }
}
