using System.Text;
using UnifiedInbox.Csv;

namespace UnifiedInbox.Tests.Csv;

public sealed class CsvReaderTests
{
    [Fact]
    public async Task Records_are_read_as_the_standard_has_them()
    {
        var records = await ReadAsync("a,b,c\r\n1,\"two, with \"\"quotes\"\"\",3\n\"over\r\ntwo lines\", \"spaced\" ,\r\n\r\nlast,,");
        Assert.Equal(["a|b|c", "1|two, with \"quotes\"|3", "over\r\ntwo lines|spaced|", "last||"], records.Select(Words));
        Assert.Equal([1, 2, 3, 6], records.Select(record => record.Line));
        Assert.All(records, record => Assert.Null(record.Error));
    }

    [Fact]
    public async Task A_quote_that_does_not_fit_costs_its_own_line_only()
    {
        var records = await ReadAsync("a,b\n1,\"broken\n2,fine\n\"3\"x,no\n4,an \"inner\" one\n5,\"good\"\n");
        Assert.Equal(["a|b", "!1,\"broken", "2|fine", "!\"3\"x,no", "4|an \"inner\" one", "5|good"], records.Select(Words));
    }

    [Fact]
    public async Task A_quote_that_is_never_closed_does_not_swallow_the_rest()
    {
        var rows = string.Concat(Enumerable.Range(1, 50_000).Select(i => $"{i},name {i}\n"));
        var records = await ReadAsync("id,name\n0,\"oops\n" + rows);
        Assert.Equal(50_002, records.Count);
        Assert.NotNull(records[1].Error);
        Assert.Equal("50000|name 50000", Words(records[^1]));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(40)]
    public async Task A_huge_cell_is_refused_and_what_follows_is_read(int megabytes)
    {
        var huge = string.Concat(Enumerable.Repeat("some words, and a line\n", megabytes * 1024 * 1024 / 23));
        var records = await ReadAsync($"id,name,note\n1,Ann,\"{huge}\"\n2,Bob,short\n");
        Assert.Equal(3, records.Count);
        Assert.NotNull(records[1].Error);
        Assert.True(records[1].Raw.Length <= CsvReader.LongestRaw + 10);
        Assert.Equal("2|Bob|short", Words(records[2]));
    }

    [Fact]
    public async Task Random_bytes_never_stop_it_and_a_file_is_read_the_same_in_any_pieces()
    {
        var random = new Random(7);
        const string Signs = "a\",\r\n \"x,\n";
        for (var round = 0; round < 500; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 120)).Select(_ => Signs[random.Next(Signs.Length)]));
            var whole = await ReadAsync(text);
            var pieces = await ReadAsync(new Trickle(text, random));
            Assert.Equal(whole.Select(Words), pieces.Select(Words));
            Assert.Equal(whole.Select(record => record.Line), pieces.Select(record => record.Line));
        }
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@cmd", "'@cmd")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("+14155550101", "+14155550101")]
    [InlineData("-12.50", "-12.50")]
    [InlineData("\tx", "'\tx")]
    [InlineData("plain", "plain")]
    public void Formulas_are_guarded_and_numbers_are_not(string cell, string written)
    {
        Assert.Equal(written, CsvText.Guarded(cell));
        Assert.Equal(cell, CsvText.Unguarded(written));
    }

    [Theory]
    [InlineData("utf-8", true, "utf-8")]
    [InlineData("utf-8", false, "utf-8")]
    [InlineData("utf-16le", true, "utf-16le")]
    [InlineData("utf-16le", false, "utf-16le")]
    [InlineData("utf-16be", true, "utf-16be")]
    [InlineData("utf-16be", false, "utf-16be")]
    [InlineData("windows-1252", false, "windows-1252")]
    public void Encodings_are_told_from_the_bytes(string written, bool mark, string expected)
    {
        var encoding = CsvEncoding.Of(written);
        var bytes = (mark ? encoding.GetPreamble() : []).Concat(encoding.GetBytes("Name;Phone\r\nZoë Müller;+49 151 23456789\r\n")).ToArray();
        var detector = new EncodingDetector();
        foreach (var piece in bytes.Chunk(5)) detector.Add(piece);
        Assert.Equal(expected, detector.Name());
    }

    [Theory]
    [InlineData("a;b;c\n1;2,5;3\n", ';', true)]
    [InlineData("name\tphone\nAnn\t+14155550101\n", '\t', true)]
    [InlineData("Ann,ann@example.com\nBob,bob@example.com\n", ',', false)]
    [InlineData("email\nann@example.com\n", ',', true)]
    public async Task Delimiter_and_heading_are_recognised(string head, char delimiter, bool hasHeader) =>
        Assert.Equal(new CsvFormat(delimiter, hasHeader), await CsvFormat.DetectAsync(head, default));

    private static string Words(CsvRecord record) => record.Error is null ? string.Join('|', record.Cells) : "!" + record.Raw;

    private static Task<List<CsvRecord>> ReadAsync(string text) => ReadAsync(new StringReader(text));

    private static async Task<List<CsvRecord>> ReadAsync(TextReader text)
    {
        var reader = new CsvReader(text, ',');
        var records = new List<CsvRecord>();
        while (await reader.ReadAsync(default) is { } record) records.Add(record);
        return records;
    }

    /// <summary>Gives a few characters at a time, as a network does.</summary>
    private sealed class Trickle(string text, Random random) : TextReader
    {
        private int at;

        public override ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default)
        {
            var count = Math.Min(Math.Min(random.Next(1, 4), text.Length - at), buffer.Length);
            text.AsSpan(at, count).CopyTo(buffer.Span);
            at += count;
            return ValueTask.FromResult(count);
        }
    }
}
