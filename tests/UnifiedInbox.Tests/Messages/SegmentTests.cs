using System.Diagnostics;
using System.Text.Json;
using UnifiedInbox.Messages.Texts;

namespace UnifiedInbox.Tests.Messages;

/// <summary>How long a text is for a carrier: here, and in the composer's script, by the same vectors.</summary>
public sealed class SegmentTests
{
    private static readonly string Root = FindRoot();

    private static readonly string Vectors = Path.Combine(Root, "..", "shared", "protocols", "vectors", "sms-segments.json");

    [SkippableFact]
    public void Here_texts_are_as_long_as_the_provider_says()
    {
        Skip.IfNot(File.Exists(Vectors), "The vectors are not beside this repository.");
        using var file = JsonDocument.Parse(File.ReadAllText(Vectors));
        foreach (var vector in file.RootElement.GetProperty("cases").EnumerateArray())
        {
            var content = vector.GetProperty("text").GetString()!;
            var text = SmsSegments.Read(vector.GetProperty("smart_encoding").GetBoolean() ? LookAlikes.SmartEncode(content) : content);
            var expected = vector.GetProperty("expected");
            Assert.Equal(
                (vector.GetProperty("id").GetString(), expected.GetProperty("encoding").GetString(), expected.GetProperty("units").GetInt32(), expected.GetProperty("segments").GetInt32()),
                (vector.GetProperty("id").GetString(), text.Encoding, text.Units, text.Segments.Count));
        }
        foreach (var entry in file.RootElement.GetProperty("smart_encoding_map").EnumerateObject())
            Assert.Equal(entry.Value.GetString(), LookAlikes.SmartEncode(entry.Name));
    }

    [SkippableFact]
    public async Task The_composer_counts_as_the_server_does()
    {
        Skip.IfNot(File.Exists(Vectors), "The vectors are not beside this repository.");
        using var file = JsonDocument.Parse(await File.ReadAllTextAsync(Vectors));
        var texts = file.RootElement.GetProperty("cases").EnumerateArray().Select(vector => vector.GetProperty("text").GetString()!)
            .Append("a\u00A0b\tc“d”…😀á" + new string('x', 200)).ToList();
        var counted = await CountInNodeAsync(texts);
        for (var i = 0; i < texts.Count; i++)
        {
            var ours = CountSegments.Run(texts[i]);
            var theirs = counted[i];
            Assert.Equal(
                (texts[i], ours.Encoding, ours.Units, ours.Segments, ours.PlainContent ?? texts[i]),
                (texts[i], theirs.GetProperty("encoding").GetString(), theirs.GetProperty("units").GetInt32(), theirs.GetProperty("segments").GetInt32(), theirs.GetProperty("plain").GetString()));
            Assert.Equal(
                ours.Foreign.Select(one => (one.Char, one.Count, one.Swap)),
                theirs.GetProperty("foreign").EnumerateArray().Select(one =>
                    (one.GetProperty("sign").GetString()!, one.GetProperty("count").GetInt32(), one.TryGetProperty("swap", out var swap) ? swap.GetString() : null)));
        }
    }

    [Fact]
    public void One_curly_quote_is_named_with_what_could_stand_for_it()
    {
        var counted = CountSegments.Run("It’s " + new string('a', 155));
        Assert.Equal(("UCS-2", 3), (counted.Encoding, counted.Segments));
        Assert.Equal([new ForeignCharacter("’", 1, "'")], counted.Foreign);
        Assert.Equal(("It's " + new string('a', 155), 1), (counted.PlainContent, counted.PlainSegments));
        Assert.Equal([new ForeignCharacter("😀", 2, null)], CountSegments.Run("😀😀").Foreign);
    }

    [Theory]
    [InlineData("+14155550100", "0.0079")]
    [InlineData("+18765550100", "0.12")]
    [InlineData("+4915112345678", "0.08")]
    public void The_longest_prefix_has_the_price(string address, string price)
    {
        var prices = new TextPrices { Prices = [new("+1", 0.0079m), new("+1876", 0.12m), new("+", 0.08m)] };
        Assert.Equal(decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture), prices.Of(address));
        Assert.Null(new TextPrices().Of(address));
    }

    private static async Task<List<JsonElement>> CountInNodeAsync(List<string> texts)
    {
        var module = new Uri(Path.Combine(Root, "src", "UnifiedInbox", "Web", "assets", "sms_text.js")).AbsoluteUri;
        var script = $$"""
            import { foreignTo, plain, segmentsOf } from "{{module}}"
            let input = ""
            for await (const part of process.stdin.setEncoding("utf8")) input += part
            console.log(JSON.stringify(JSON.parse(input).map(text => ({ ...segmentsOf(text), plain: plain(text), foreign: foreignTo(text) }))))
            """;
        var start = new ProcessStartInfo("node", ["--no-warnings", "--input-type=module", "--eval", script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var node = Process.Start(start)!;
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(texts));
        node.StandardInput.Close();
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        Assert.Equal(0, node.ExitCode);
        return [.. JsonDocument.Parse(output).RootElement.EnumerateArray()];
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "UnifiedInbox.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
