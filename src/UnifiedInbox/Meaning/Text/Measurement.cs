namespace UnifiedInbox.Meaning.Text;

/// <summary>How a classifier did on texts it had not seen.</summary>
/// <param name="Count">How many texts.</param>
/// <param name="Accuracy">The share it told rightly, 0 to 1.</param>
/// <param name="MacroF1">The mean over classes of the harmonic mean of precision and recall.</param>
/// <param name="Classes">Each class by itself, by name.</param>
/// <param name="Commonest">The share that guessing the commonest class would have had: what there is to beat.</param>
internal sealed record Measurement(int Count, double Accuracy, double MacroF1, IReadOnlyList<ClassMeasurement> Classes, double Commonest)
{
    public static Measurement Of(IReadOnlyList<(string Truth, string Said)> answers)
    {
        var classes = answers.Select(answer => answer.Truth).Concat(answers.Select(answer => answer.Said)).Distinct().Order(StringComparer.Ordinal)
            .Select(name => ClassMeasurement.Of(name, answers)).ToList();
        return new Measurement(
            answers.Count,
            answers.Count == 0 ? 0 : (double)answers.Count(answer => answer.Truth == answer.Said) / answers.Count,
            classes.Count == 0 ? 0 : classes.Average(entry => entry.F1),
            classes,
            answers.Count == 0 ? 0 : (double)classes.Max(entry => entry.Count) / answers.Count);
    }
}

/// <summary>One class of a <see cref="Measurement"/>.</summary>
/// <param name="Name">Its label.</param>
/// <param name="Count">How many texts were of it.</param>
/// <param name="Precision">Of those told to be of it, the share that was; 0 where none was.</param>
/// <param name="Recall">Of those that were of it, the share that was told.</param>
internal sealed record ClassMeasurement(string Name, int Count, double Precision, double Recall)
{
    public double F1 => Precision + Recall == 0 ? 0 : 2 * Precision * Recall / (Precision + Recall);

    public static ClassMeasurement Of(string name, IReadOnlyList<(string Truth, string Said)> answers)
    {
        var are = answers.Count(answer => answer.Truth == name);
        var said = answers.Count(answer => answer.Said == name);
        var right = answers.Count(answer => answer.Truth == name && answer.Said == name);
        return new ClassMeasurement(name, are, said == 0 ? 0 : (double)right / said, are == 0 ? 0 : (double)right / are);
    }
}
