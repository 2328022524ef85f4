using UnifiedInbox.Csv;

namespace UnifiedInbox.Meaning.Text;

/// <summary>A row of a <see cref="LabelledFile"/>.</summary>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="Text">What was written.</param>
/// <param name="Label">What it is; empty where the file does not say.</param>
internal sealed record LabelledRow(long Line, string Text, string Label);

/// <summary>
/// Texts and what they are, from a CSV file of anybody's: with a heading or without, the two columns in either order and among others,
/// quoted, separated by commas, semicolons or tabs, in any usual encoding.
/// </summary>
/// <param name="Rows">Those with a text.</param>
/// <param name="HasLabels">Whether it says what they are.</param>
/// <param name="Notes">How it was read and what was left out, in sentences.</param>
internal sealed record LabelledFile(IReadOnlyList<LabelledRow> Rows, bool HasLabels, IReadOnlyList<string> Notes)
{
    private static readonly string[] TextNames = ["text", "message", "content", "sentence", "utterance", "query", "question", "body", "review", "comment", "tweet", "sms"];
    private static readonly string[] LabelNames = ["label", "labels", "category", "intent", "class", "sentiment", "target", "topic", "tag", "y"];
    private const int MostShown = 5;

    /// <exception cref="InvalidDataException">It cannot be used; the message says why, as a sentence.</exception>
    public static async Task<LabelledFile> ReadAsync(string path, CancellationToken ct)
    {
        if (!File.Exists(path)) throw new InvalidDataException($"{path}: there is no such file.");
        var bytes = await File.ReadAllBytesAsync(path, ct);
        var detector = new EncodingDetector();
        detector.Add(bytes);
        var text = new StreamReader(new MemoryStream(bytes), CsvEncoding.Of(detector.Name())).ReadToEnd();
        if (text.Contains('\0', StringComparison.Ordinal)) throw new InvalidDataException($"{path}: it is not a text file.");
        return await ParseAsync(text, path, ct);
    }

    internal static async Task<LabelledFile> ParseAsync(string text, string name, CancellationToken ct)
    {
        var delimiter = (await CsvFormat.DetectAsync(text[..Math.Min(text.Length, 20_000)], ct)).Delimiter;
        var records = await CsvFormat.ReadAsync(text, delimiter, int.MaxValue, ct);
        var notes = new List<string>();
        foreach (var broken in records.Where(record => record.Error is not null).Take(MostShown)) notes.Add($"{name}, line {broken.Line}, left out: {broken.Error}");
        var whole = records.Where(record => record.Error is null && record.Cells.Any(cell => cell.Trim().Length > 0)).ToList();
        if (records.Count - whole.Count is > MostShown and var left) notes.Add($"{name}: {left} rows were left out in all.");
        if (whole.Count == 0) throw new InvalidDataException($"{name}: there is no row in it that could be read.");
        var columns = FindColumns(whole, name);
        notes.Add($"{name}: {columns.Words}, separated by {Separator(delimiter)}.");
        var rows = whole.Skip(columns.HasHeading ? 1 : 0)
            .Select(record => new LabelledRow(record.Line, Cell(record, columns.Text), Cell(record, columns.Label))).ToList();
        return Check(rows, columns.Label >= 0, notes, name);
    }

    private static LabelledFile Check(List<LabelledRow> rows, bool hasLabels, List<string> notes, string name)
    {
        var usable = rows.Where(row => row.Text.Length > 0 && (!hasLabels || row.Label.Length > 0)).ToList();
        foreach (var row in rows.Except(usable).Take(MostShown)) notes.Add($"{name}, line {row.Line}, left out: it has no {(row.Text.Length == 0 ? "text" : "label")}.");
        if (usable.Count == 0) throw new InvalidDataException($"{name}: no row has both a text and a label.");
        return new LabelledFile(usable, hasLabels, notes);
    }

    private static (int Text, int Label, bool HasHeading, string Words) FindColumns(List<CsvRecord> rows, string name)
    {
        var heading = rows[0].Cells.Select(cell => cell.Trim().TrimStart('\uFEFF').ToLowerInvariant()).ToList();
        var text = IndexOf(heading, TextNames);
        var label = IndexOf(heading, LabelNames);
        if (text >= 0 && label >= 0) return (text, label, true, $"texts from the column “{heading[text]}”, labels from “{heading[label]}”");
        if (heading.Count == 1) return (0, -1, text >= 0, "texts in its only column, no labels");
        if (text >= 0 && rows.Count > 1 && label < 0 && heading.Count == 2) return (text, 1 - text, true, $"texts from the column “{heading[text]}”, labels from “{heading[1 - text]}”");
        return Guess(rows, name);
    }

    /// <summary>Without names: texts are the longest cells, labels those of the others that repeat most.</summary>
    private static (int Text, int Label, bool HasHeading, string Words) Guess(List<CsvRecord> rows, string name)
    {
        var width = rows.GroupBy(row => row.Cells.Count).MaxBy(group => group.Count())!.Key;
        if (width < 2) throw new InvalidDataException($"{name}: it has one column; a text and a label are needed in each row.");
        var body = rows.Skip(1).Where(row => row.Cells.Count == width).DefaultIfEmpty(rows[0]).ToList();
        var text = Enumerable.Range(0, width).MaxBy(column => body.Average(row => Cell(row, column).Length));
        var label = Enumerable.Range(0, width).Where(column => column != text).MinBy(column => body.Select(row => Cell(row, column)).Distinct().Count());
        var labels = body.Select(row => Cell(row, label)).ToHashSet();
        var hasHeading = body.Count >= 2 * labels.Count && !labels.Contains(Cell(rows[0], label));
        return (text, label, hasHeading, $"{(hasHeading ? "a heading, " : "no heading, ")}texts in column {text + 1}, labels in column {label + 1}");
    }

    private static int IndexOf(List<string> heading, string[] names) => names.Select(name => heading.IndexOf(name)).FirstOrDefault(index => index >= 0, -1);

    private static string Cell(CsvRecord record, int column) => column >= 0 && column < record.Cells.Count ? record.Cells[column].Trim() : "";

    private static string Separator(char delimiter) => CsvFormat.Delimiters.First(entry => entry.Sign == delimiter).Words.ToLowerInvariant() + "s";
}
