using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using UnifiedInbox.Web;

namespace UnifiedInbox.Tests.Web;

/// <summary>The server writes times, the browser keeps them true: both have to use the same words.</summary>
public sealed class TimesTests
{
    private const string Now = "2026-03-29T09:30:00Z"; // the day Berlin's clocks go forward
    private static readonly string[] Formats = ["clock", "short", "day", "ago", "full"];

    private static readonly string[] Moments =
    [
        "2026-03-29T09:29:50Z", "2026-03-29T09:25:00Z", "2026-03-29T08:31:00Z", "2026-03-29T08:30:10Z", "2026-03-29T01:30:00Z", "2026-03-28T23:30:00Z", "2026-03-28T22:30:00Z",
        "2026-03-28T09:00:00Z", "2026-03-27T12:00:00Z", "2026-03-23T12:00:00Z", "2026-03-22T12:00:00Z", "2026-01-05T12:00:00Z", "2025-12-31T23:30:00Z", "2025-09-05T12:00:00Z", "2026-03-29T12:00:00Z", "2026-03-30T12:00:00Z",
    ];

    [Theory]
    [InlineData("2026-03-29T09:29:50Z", "just now", "11:29")]
    [InlineData("2026-03-29T09:25:00Z", "5 min ago", "11:25")]
    [InlineData("2026-03-28T22:30:00Z", "11 h ago", "Yesterday")]
    [InlineData("2026-03-23T12:00:00Z", "Mon", "Mon")]
    [InlineData("2026-01-05T12:00:00Z", "5 Jan", "5 Jan")]
    [InlineData("2025-09-05T12:00:00Z", "5 Sep 2025", "5 Sep 2025")]
    public void Words(string time, string ago, string inLists) =>
        Assert.Equal((ago, inLists), (Text("ago", time, "Europe/Berlin"), Text("short", time, "Europe/Berlin")));

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("America/Los_Angeles")]
    [InlineData("Asia/Kolkata")]
    public async Task The_browser_says_the_same(string zone)
    {
        var cases = Moments.SelectMany(time => Formats.Select(format => (format, time))).ToList();
        var script = $$"""
            globalThis.document = { documentElement: { dataset: { timeZone: "{{zone}}" } } }
            const { format } = await import({{JsonSerializer.Serialize(new Uri(Path.Combine(Root(), "src/UnifiedInbox/Web/assets/times.js")).AbsoluteUri)}})
            const cases = {{JsonSerializer.Serialize(cases.Select(one => new[] { one.format, one.time }))}}
            console.log(JSON.stringify(cases.map(([name, time]) => format(name, new Date(time), new Date("{{Now}}")))))
            """;
        var said = JsonSerializer.Deserialize<string[]>(await NodeAsync(script))!;
        Assert.Equal(cases.Select(one => $"{one.format} {one.time}: {Text(one.format, one.time, zone)}"), cases.Zip(said, (one, text) => $"{one.format} {one.time}: {text}"));
    }

    private static string Text(string format, string time, string zone) => Times.Text(
        format,
        DateTimeOffset.Parse(time, CultureInfo.InvariantCulture),
        DateTimeOffset.Parse(Now, CultureInfo.InvariantCulture),
        TimeZoneInfo.FindSystemTimeZoneById(zone));

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "UnifiedInbox.slnx"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    private static async Task<string> NodeAsync(string script)
    {
        using var node = Process.Start(new ProcessStartInfo("node", ["--input-type=module", "-e", script]) { RedirectStandardOutput = true })!;
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        Assert.Equal(0, node.ExitCode);
        return output;
    }
}
