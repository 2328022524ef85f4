using System.Diagnostics;
using System.Globalization;
using UnifiedInbox.Meaning.Text;

namespace UnifiedInbox.Bench.Meaning;

/// <summary>
/// <c>classify TRAIN.csv TEST.csv [--out FILE]</c>: learns from one file and tells what the texts of the other are. Figures come first, one a
/// line; then a prediction for each text, as CSV: line, label, predicted, probability, text. How the files were read goes to stderr.
/// </summary>
internal static class ClassifyCommand
{
    public static async Task<int> RunAsync(string train, string test, string? output)
    {
        try
        {
            await ClassifyAsync(train, test, output);
            return 0;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    private static async Task ClassifyAsync(string train, string test, string? output)
    {
        var (lessons, asked) = (await LabelledFile.ReadAsync(train, default), await LabelledFile.ReadAsync(test, default));
        foreach (var note in lessons.Notes.Concat(asked.Notes)) Console.Error.WriteLine(note);
        if (!lessons.HasLabels) throw new InvalidDataException($"{train}: it has one column; to learn from it needs a text and a label in each row.");
        var examples = lessons.Rows.Select(row => new Example(row.Text, row.Label)).ToList();
        if (examples.Select(example => example.Label).Distinct().Count() < 2)
            throw new InvalidDataException($"{train}: every text has the label “{examples[0].Label}”; there is nothing to tell apart.");

        var watch = Stopwatch.StartNew();
        var classifier = TextClassifier.Train(examples, default);
        var training = watch.Elapsed;
        watch.Restart();
        var verdicts = asked.Rows.Select(row => classifier.Classify(row.Text)).ToList();
        var asking = watch.Elapsed;

        Say($"trained on {examples.Count} texts of {classifier.Labels.Count} labels in {training.TotalSeconds:0.0} s");
        Say($"asked about {verdicts.Count} texts: {verdicts.Count / asking.TotalSeconds:0} a second");
        if (asked.HasLabels) Report(classifier, asked, verdicts);
        await using var lines = output is null ? Console.Out : new StreamWriter(output);
        await lines.WriteLineAsync("line,label,predicted,probability,text");
        foreach (var (row, verdict) in asked.Rows.Zip(verdicts))
            await lines.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{row.Line},{Quoted(row.Label)},{Quoted(verdict.Label)},{verdict.Probability:0.000},{Quoted(row.Text)}"));
    }

    private static void Report(TextClassifier classifier, LabelledFile asked, List<Verdict> verdicts)
    {
        var measured = Measurement.Of([.. asked.Rows.Zip(verdicts, (row, verdict) => (row.Label, verdict.Label))]);
        Say($"accuracy {100 * measured.Accuracy:0.00} %");
        Say($"macro F1 {100 * measured.MacroF1:0.00} %");
        Say($"the commonest label alone would have {100 * measured.Commonest:0.00} %");
        var unknown = asked.Rows.Select(row => row.Label).Except(classifier.Labels).ToList();
        if (unknown.Count > 0) Say($"{unknown.Count} labels of the test are not in the training file and cannot be told: {string.Join(", ", unknown.Take(10))}");
    }

    private static void Say(FormattableString words) => Console.WriteLine(words.ToString(CultureInfo.InvariantCulture));

    private static string Quoted(string text) => "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
