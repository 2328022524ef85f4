using System.IO.Compression;
using UnifiedInbox.Csv;
using UnifiedInbox.Meaning.Text;

namespace UnifiedInbox.Meaning.Learning;

/// <summary>The labelled texts that come with the program (<c>Shipped/README.md</c> says whence), and the models made of them alone.</summary>
internal static class ShippedTexts
{
    /// <summary>Written as people write to a business, which the public sets are not; there are few of them.</summary>
    private const float OwnImportance = 4;

    private static readonly Lazy<TextClassifier> Sentiment = new(() => Load(ModelKind.Sentiment));
    private static readonly Lazy<TextClassifier> Category = new(() => Load(ModelKind.Category));

    /// <summary>Read on the first asking and then kept: some twenty megabytes that an idle installation does not need.</summary>
    public static TextClassifier Model(string kind) => (kind == ModelKind.Sentiment ? Sentiment : Category).Value;

    public static async Task<List<Example>> ReadAsync(string kind, CancellationToken ct)
    {
        using var text = new StreamReader(new GZipStream(Resource.Open(kind + ".csv.gz"), CompressionMode.Decompress));
        var reader = new CsvReader(text, ',');
        var examples = new List<Example>();
        await reader.ReadAsync(ct); // the heading: text, label, source
        while (await reader.ReadAsync(ct) is { } row) examples.Add(new Example(row.Cells[0], row.Cells[1], row.Cells[2] == "own" ? OwnImportance : 1));
        return examples;
    }

    private static TextClassifier Load(string kind)
    {
        using var bytes = new MemoryStream();
        using (var file = Resource.Open(kind + ".model")) file.CopyTo(bytes);
        return ModelFile.Read(bytes.ToArray());
    }
}
