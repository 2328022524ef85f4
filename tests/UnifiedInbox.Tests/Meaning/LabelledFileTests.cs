using UnifiedInbox.Meaning.Text;

namespace UnifiedInbox.Tests.Meaning;

public sealed class LabelledFileTests
{
    [Theory]
    [InlineData("text,label\nhello there,a\n\"so, \"\"what\"\"\",b\n")]
    [InlineData("label,text\r\na,hello there\r\n\r\nb,\"so, \"\"what\"\"\"\r\n")]
    [InlineData("id;Category;Message\n1;a;hello there\n2;b;\"so, \"\"what\"\"\"\n")]
    [InlineData("\uFEFFtext\tlabel\nhello there\ta\n\"so, \"\"what\"\"\"\tb")]
    public async Task Columns_are_found_by_name_in_any_order(string csv)
    {
        var file = await LabelledFile.ParseAsync(csv, "x.csv", default);
        Assert.Equal([("hello there", "a"), ("so, \"what\"", "b")], file.Rows.Select(row => (row.Text, row.Label)));
    }

    [Theory]
    [InlineData("a,hello there you\nb,so what is it\na,hello again to all\nb,what now then\n", 4)]
    [InlineData("hello there you,a\nso what is it,b\nhello again to all,a\nwhat now then,b\n", 4)]
    [InlineData("was,wozu\nhello there you,a\nso what is it,b\nhello again to all,a\nwhat now then,b\n", 4)]
    public async Task Without_names_the_long_cells_are_texts_and_the_repeated_ones_labels(string csv, int rows)
    {
        var file = await LabelledFile.ParseAsync(csv, "x.csv", default);
        Assert.Equal(rows, file.Rows.Count);
        Assert.Equal(["a", "b"], file.Rows.Select(row => row.Label).Distinct().Order());
    }

    [Theory]
    [InlineData("", "no row")]
    [InlineData("\n\n", "no row")]
    [InlineData("text,label\n,\n", "no row")]
    [InlineData("text,label\nhello,\n", "no row has both")]
    public async Task What_cannot_be_used_is_refused_in_words(string csv, string words)
    {
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => LabelledFile.ParseAsync(csv, "bad.csv", default));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("bad.csv", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_row_costs_itself_and_is_named()
    {
        var file = await LabelledFile.ParseAsync("text,label\nfine,a\n\"broken\"x,b\nfine too,b\n,c\n", "x.csv", default);
        Assert.Equal(2, file.Rows.Count);
        Assert.Contains(file.Notes, note => note.Contains("line 3", StringComparison.Ordinal));
        Assert.Contains(file.Notes, note => note.Contains("line 5", StringComparison.Ordinal) && note.Contains("no text", StringComparison.Ordinal));
    }
}
