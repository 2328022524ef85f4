using System.Diagnostics;
using System.Globalization;
using UnifiedInbox.Meaning.Text;

namespace UnifiedInbox.Bench.Meaning;

/// <summary>
/// How fast the classifier learns and tells, and how well, on the shared sets: by five-fold cross-validation on a training file (the test
/// files are kept apart and not looked at), or on the validation file where the set has one.
/// </summary>
internal static class MeaningBench
{
    private const int Folds = 5;

    public static async Task<int> RunAsync(string? folder)
    {
        folder ??= Find();
        if (folder is null)
        {
            Console.Error.WriteLine("The shared text sets are not here. Name their folder: meaning DIR");
            return 1;
        }
        Console.WriteLine($"{"set",-40} {"accuracy",9} {"macro F1",9} {"training",9} {"texts/s",9}");
        await CrossAsync("banking77, five-fold", Path.Combine(folder, "banking77-train.csv"));
        await CrossAsync("review sentences, five-fold", Path.Combine(folder, "sentiment-sentences-train.csv"));
        var clinc = await ReadAsync(Path.Combine(folder, "clinc150-train.csv"));
        var validation = await ReadAsync(Path.Combine(folder, "clinc150-validation.csv"));
        Show("CLINC150 in scope, validation file", [Measure(InScope(clinc), InScope(validation))]);
        return 0;
    }

    private static async Task CrossAsync(string name, string path)
    {
        var examples = (await ReadAsync(path)).ToArray();
        new Random(7).Shuffle(examples);
        Show(name, [.. Enumerable.Range(0, Folds).Select(fold =>
            Measure([.. examples.Where((_, i) => i % Folds != fold)], [.. examples.Where((_, i) => i % Folds == fold)]))]);
    }

    private static Result Measure(List<Example> lessons, List<Example> asked)
    {
        var watch = Stopwatch.StartNew();
        var classifier = TextClassifier.Train(lessons, default);
        var training = watch.Elapsed.TotalSeconds;
        watch.Restart();
        var verdicts = asked.Select(example => classifier.Classify(example.Text).Label).ToList();
        var rate = asked.Count / watch.Elapsed.TotalSeconds;
        return new Result(Measurement.Of([.. asked.Zip(verdicts, (example, said) => (example.Label, said))]), training, rate);
    }

    private static void Show(string name, List<Result> results) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{name,-40} {100 * results.Average(r => r.Measured.Accuracy),8:0.00}% {100 * results.Average(r => r.Measured.MacroF1),8:0.00}% {results.Average(r => r.Training),7:0.0} s {results.Average(r => r.Rate),9:0}"));

    private static async Task<List<Example>> ReadAsync(string path) =>
        [.. (await LabelledFile.ReadAsync(path, default)).Rows.Select(row => new Example(row.Text, row.Label))];

    private static List<Example> InScope(List<Example> examples) => [.. examples.Where(example => example.Label != "oos")];

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "shared", "corpus", "text") is var text && Directory.Exists(text)) return text;
        return null;
    }

    private sealed record Result(Measurement Measured, double Training, double Rate);
}
