using System.Text;
using UnifiedInbox.Csv;

namespace UnifiedInbox.Tests.Contacts.Importing;

/// <summary>Files as programs, spreadsheets and accidents make them: what can be read is in, what cannot is listed.</summary>
[Collection(ContactsCollection.Name)]
public sealed class BadFilesTests(ContactsApp contacts) : IAsyncLifetime
{
    private readonly HttpClient api = contacts.Api;

    public Task InitializeAsync() => contacts.EmptyAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-16le", true)]
    [InlineData("utf-16be", true)]
    [InlineData("utf-16le", false)]
    [InlineData("windows-1252", false)]
    public async Task Encodings_are_recognised(string name, bool mark)
    {
        var encoding = CsvEncoding.Of(name);
        var import = await api.ImportAsync([.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes("Name;Téléphone;E-Mail\r\nZoë Müller;;zoe@example.com\r\n")]);
        Assert.Equal((1, 0, 0, 0), import.Counts());
        Assert.Equal("Zoë Müller", (await api.FindByAsync("zoe@example.com")).Text("name"));
    }

    [Fact]
    public async Task An_encoding_can_be_named_and_a_wrong_one_damages_nobody()
    {
        var cyrillic = CsvEncoding.Of("windows-1251").GetBytes("name,email\nИван,ivan@example.com\nPlain,plain@example.com\n");
        Assert.Equal((1, 0, 0, 1), (await api.ImportAsync(cyrillic, new { encoding = "utf-8" })).Counts());
        Assert.Equal((1, 0, 1, 0), (await api.ImportAsync(cyrillic, new { encoding = "windows-1251", existing = "skip" })).Counts());
        Assert.Equal("Иван", (await api.FindByAsync("ivan@example.com")).Text("name"));
    }

    [Fact]
    public async Task Nul_and_lone_surrogates_refuse_their_row()
    {
        var import = await api.ImportAsync("name,email\nA\0B,nul@example.com\nFine,fine@example.com\n", new { encoding = "utf-8" });
        Assert.Equal((1, 0, 0, 1), import.Counts());
        byte[] file = [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("name,email\n"), 0x00, 0xD8, .. Encoding.Unicode.GetBytes("x,lone@example.com\nGood,good@example.com\n")];
        Assert.Equal((1, 0, 0, 1), (await api.ImportAsync(file)).Counts());
    }

    [Fact]
    public async Task Broken_quotes_cost_their_row()
    {
        var import = await api.ImportAsync("name,email\n\"Ann\"x,ann@example.com\nBob,bob@example.com\n\"Never closed,cat@example.com\nDan,dan@example.com\n");
        Assert.Equal((2, 0, 0, 2), import.Counts());
        Assert.Contains("\"\"\"Ann\"\"x,ann@example.com\"", (await api.ReportAsync(import))[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_megabytes_in_one_cell_are_one_refused_row()
    {
        var huge = string.Concat(Enumerable.Repeat("0123456789, \"\"x\"\"\r\n", 600_000));
        var import = await api.ImportAsync($"name,email,note\nAnn,ann@example.com,\nHuge,huge@example.com,\"{huge}\"\nBob,bob@example.com,short\n");
        Assert.Equal((2, 0, 0, 1), import.Counts());
        var report = await api.ReportAsync(import);
        Assert.Contains("A cell holds", report[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_column_or_five_hundred_are_fine_and_a_heading_alone_is_nobody()
    {
        Assert.Equal((2, 0, 0, 0), (await api.ImportAsync("ann@example.com\nbob@example.com\n")).Counts());
        Assert.Equal((0, 0, 0, 0), (await api.ImportAsync("name,email\n")).Counts());
        var heading = string.Join(',', Enumerable.Range(1, 499).Select(i => $"c{i}").Prepend("email"));
        Assert.Equal((1, 0, 0, 0), (await api.ImportAsync(heading + "\ncat@example.com" + string.Concat(Enumerable.Repeat(",1", 499)) + "\n")).Counts());
    }

    [Fact]
    public async Task Headings_that_repeat_are_kept_apart()
    {
        var import = await api.ImportAsync("email,note,note,email,name,name\nann@example.com,one,two,ann2@example.com,Ann,Annie\n");
        Assert.Equal((1, 0, 0, 0), import.Counts());
        var ann = await api.FindByAsync("ann@example.com");
        Assert.Equal("Ann", ann.Text("name"));
        Assert.Equal(2, ann.AddressLines().Length);
        Assert.Equal(("one", "two", "Annie"), (ann.GetProperty("metadata").Text("note"), ann.GetProperty("metadata").Text("note (2)"), ann.GetProperty("metadata").Text("name (2)")));
    }

    [Fact]
    public async Task What_the_database_will_not_have_is_refused_alone()
    {
        // An index entry has an end, and an email address of its length would be beyond it.
        var rows = string.Concat(Enumerable.Range(0, 40).Select(i => $"P{i},p{i}@example.com\n"));
        var import = await api.ImportAsync("name,email\n" + rows + $"Long,{new string('x', 300)}@example.com\n");
        Assert.Equal((40, 0, 0, 1), import.Counts());
    }
}
