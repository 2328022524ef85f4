using System.Text;
using CsvHelper;

namespace UnifiedInbox.Templates;

/// <summary>A row of a file, or why it is none.</summary>
internal sealed record CsvRow(int Number, TemplateRequest Template, string? Objection);

/// <summary>Templates as a table: name, folder, channel, shared, subject, content, html.</summary>
internal static class TemplateCsv
{
    public const int MostRows = 10_000;
    private static readonly string[] Columns = ["name", "folder", "channel", "shared", "subject", "content", "html"];

    public static void Write(Stream target, IEnumerable<Template> templates)
    {
        // With a mark, or spreadsheets take it for something else than UTF-8. No cell is changed to keep spreadsheets from reading a
        // formula: what is exported is imported as it was.
        using var csv = CsvWriter.Create(target, new CsvWriterOptions { WriteByteOrderMark = true, Injection = CsvInjection.None }, leaveOpen: true);
        csv.WriteHeader(Columns);
        foreach (var template in templates)
        {
            csv.WriteRecord(
                template.Name, template.Folder, template.Channel ?? TemplateRules.Any, template.OwnerId is null ? "yes" : "no",
                template.Subject ?? "", template.Content, template.Html ?? "");
        }
    }

    /// <summary>The rows, or what is wrong with the file as a whole.</summary>
    public static (IReadOnlyList<CsvRow> Rows, string? Objection) Read(byte[] file)
    {
        var malformed = new Dictionary<long, CsvMalformedReason>();
        using var csv = CsvReader.FromText(Decode(file), new CsvReaderOptions
        {
            OnMalformedRecord = record => malformed.TryAdd(record.RecordNumber, record.Reason),
            NormalizeHeaderName = name => name.Trim().ToLowerInvariant(),
            TrimWhitespace = true,
        });
        csv.ReadHeader();
        if (csv.Headers.Count == 0) return ([], "The file is empty.");
        if (!Has(csv, "name")) return ([], "There is no column “name”. The first line names the columns.");
        if (!Has(csv, "content") && !Has(csv, "html")) return ([], "There is neither a column “content” nor “html”. The first line names the columns.");
        var rows = new List<CsvRow>();
        while (csv.Read())
        {
            if (rows.Count == MostRows) return ([], "A file can have at most 10,000 templates.");
            var row = new TemplateRequest
            {
                Name = Field(csv, "name") ?? "", Folder = Field(csv, "folder"), Channel = Field(csv, "channel")?.ToLowerInvariant(), Subject = Field(csv, "subject"),
                Content = Field(csv, "content"), Html = Field(csv, "html"), Shared = Field(csv, "shared")?.ToLowerInvariant() is not ("no" or "false" or "0" or "personal"),
            };
            rows.Add(new CsvRow(rows.Count + 2, row, malformed.TryGetValue(rows.Count + 2, out var reason) ? Words(reason) : null));
        }
        return (rows, null);
    }

    private static string Words(CsvMalformedReason reason) => reason == CsvMalformedReason.UnterminatedQuote
        ? "A quotation mark is opened in this row and never closed, so that everything behind it belongs to it."
        : "A quotation mark in this row stands in the middle of a cell, or is not doubled.";

    private static bool Has(CsvReader csv, string column) => csv.TryGetFieldIndex(column, out _);

    private static string? Field(CsvReader csv, string column) =>
        csv.TryGetFieldIndex(column, out var index) && index < csv.FieldCount && csv.GetString(index) is var value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    /// <summary>By its mark; else UTF-8 where it is that; else what spreadsheets on Windows write.</summary>
    private static string Decode(byte[] file)
    {
        if (file is [0xFF, 0xFE, ..]) return Encoding.Unicode.GetString(file.AsSpan(2));
        if (file is [0xFE, 0xFF, ..]) return Encoding.BigEndianUnicode.GetString(file.AsSpan(2));
        if (file is [0xEF, 0xBB, 0xBF, ..]) file = file[3..];
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(file);
        }
        catch (DecoderFallbackException)
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString(file);
        }
    }
}
