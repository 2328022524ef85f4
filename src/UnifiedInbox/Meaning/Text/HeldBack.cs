using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace UnifiedInbox.Meaning.Text;

/// <summary>How a classifier of four fifths did on the last one: on all of it, and on the team's own texts in it.</summary>
internal sealed record HeldBackResult(Measurement All, Measurement Own);

/// <summary>
/// Trains on four fifths of the examples, asks about the last fifth, and then trains on all. Which fifth a text is in follows from its
/// words alone, so that the same text never stands on both sides, and measurements of two trainings can be compared.
/// </summary>
internal static class HeldBack
{
    private const uint Parts = 5;

    /// <summary>Below this many held-back texts a share of them says nothing.</summary>
    public const int Fewest = 20;

    /// <returns>The classifier of all examples, and how one of four fifths did on the rest; null where the rest is too small to say.</returns>
    public static (TextClassifier Classifier, HeldBackResult? Measured) Train(IReadOnlyList<Example> examples, CancellationToken ct)
    {
        var parts = examples.ToLookup(example => IsHeldBack(example.Text));
        var (kept, held) = (parts[false].ToList(), parts[true].ToList());
        if (held.Count < Fewest || kept.Select(example => example.Label).Distinct().Count() < 2) return (TextClassifier.Train(examples, ct), null);
        var probe = TextClassifier.Train(kept, ct);
        var scores = held.Select(example => probe.Scores(example.Text)).ToList();
        var answers = held.Select((example, i) => (example.IsOwn, example.Label, Said: probe.Labels[Array.IndexOf(scores[i], scores[i].Max())])).ToList();
        var measured = new HeldBackResult(
            Measurement.Of([.. answers.Select(answer => (answer.Label, answer.Said))]),
            Measurement.Of([.. answers.Where(answer => answer.IsOwn).Select(answer => (answer.Label, answer.Said))]));
        var sharpness = FitSharpness(probe.Labels, scores, held);
        return (TextClassifier.Train(examples, ct, sharpness), measured);
    }

    public static bool IsHeldBack(string text)
    {
        var words = string.Join(' ', Tokens.Of(text).Select(token => token.Text));
        return BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(words))) % Parts == 0;
    }

    /// <summary>The one under which what was true was likeliest on the whole, so that "80 %" is right four times of five.</summary>
    private static float FitSharpness(IReadOnlyList<string> labels, List<float[]> scores, List<Example> held)
    {
        var truths = held.Select(example => labels.IndexOf(example.Label)).ToArray();
        return Enumerable.Range(1, 40).Select(step => step * 0.25f).MinBy(sharpness => Loss(scores, truths, sharpness));
    }

    private static double Loss(List<float[]> scores, int[] truths, float sharpness)
    {
        var loss = 0.0;
        for (var i = 0; i < scores.Count; i++)
        {
            if (truths[i] < 0) continue;
            var highest = scores[i].Max();
            var sum = scores[i].Sum(score => Math.Exp(sharpness * (score - highest)));
            loss += Math.Log(sum) - (sharpness * (scores[i][truths[i]] - highest));
        }
        return loss;
    }

    private static int IndexOf(this IReadOnlyList<string> labels, string label)
    {
        for (var i = 0; i < labels.Count; i++)
            if (labels[i] == label) return i;
        return -1;
    }
}
