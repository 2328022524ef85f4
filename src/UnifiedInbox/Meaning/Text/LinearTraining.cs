using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace UnifiedInbox.Meaning.Text;

/// <summary>
/// One linear support vector machine a class, each against the rest, with squared hinge loss, by dual coordinate descent (Hsieh et al., 2008).
/// The problems of all classes are walked through together: a text's words are fetched once and the classes stand side by side in
/// memory, so that the processor adds eight or sixteen of them at a time.
/// </summary>
internal static class LinearTraining
{
    public const int Epochs = 20;

    /// <param name="texts">What is learned from.</param>
    /// <param name="labels">The class of each, from 0.</param>
    /// <param name="importance">How much each counts, 1 for an ordinary one.</param>
    /// <param name="features">How many features there are; the last is the constant one.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="cost">C of the machine: higher follows the examples closer.</param>
    /// <returns>Weights, feature by feature, of <see cref="Width"/> classes each.</returns>
    public static float[] Train(IReadOnlyList<SparseText> texts, int[] labels, float[] importance, int features, int classes, float cost, CancellationToken ct)
    {
        var width = Width(classes);
        var weights = new float[(long)features * width];
        var alphas = new float[(long)texts.Count * width];
        var order = Enumerable.Range(0, texts.Count).ToArray();
        var random = new Random(1); // the same examples make the same model
        var scores = new float[width];
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            ct.ThrowIfCancellationRequested();
            random.Shuffle(order);
            var worst = 0f;
            foreach (var i in order)
            {
                var text = texts[i];
                Score(weights, width, text, scores);
                var moved = Move(alphas.AsSpan(i * width, width), scores, labels[i], classes, cost * importance[i], Square(text));
                if (moved <= 0) continue;
                worst = Math.Max(worst, moved);
                Add(weights, width, text, scores);
            }
            if (worst < 0.01f) break;
        }
        return weights;
    }

    /// <summary>Classes rounded up to what the processor adds at once.</summary>
    public static int Width(int classes) => (classes + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;

    /// <summary>What each class has to say to a text, constant included.</summary>
    public static void Score(float[] weights, int width, SparseText text, float[] scores)
    {
        Array.Clear(scores);
        var sums = MemoryMarshal.Cast<float, Vector<float>>(scores.AsSpan(0, width));
        for (var n = 0; n < text.Features.Length; n++)
        {
            var row = MemoryMarshal.Cast<float, Vector<float>>(weights.AsSpan(text.Features[n] * width, width));
            var weight = new Vector<float>(text.Weights[n]);
            for (var k = 0; k < sums.Length; k++) sums[k] = Vector.FusedMultiplyAdd(row[k], weight, sums[k]);
        }
    }

    /// <summary>Moves one example's share in every class; leaves in <paramref name="scores"/> by how much, and answers the largest step.</summary>
    private static float Move(Span<float> alphas, float[] scores, int label, int classes, float cost, float square)
    {
        var diagonal = 0.5f / cost;
        var worst = 0f;
        for (var k = 0; k < classes; k++)
        {
            var sign = k == label ? 1f : -1f;
            var gradient = (sign * scores[k]) - 1 + (alphas[k] * diagonal);
            var next = Math.Max(0, alphas[k] - (gradient / (square + diagonal)));
            var step = next - alphas[k];
            alphas[k] = next;
            scores[k] = step * sign;
            worst = Math.Max(worst, Math.Abs(step));
        }
        return worst;
    }

    private static void Add(float[] weights, int width, SparseText text, float[] steps)
    {
        var moves = MemoryMarshal.Cast<float, Vector<float>>(steps.AsSpan(0, width));
        for (var n = 0; n < text.Features.Length; n++)
        {
            var row = MemoryMarshal.Cast<float, Vector<float>>(weights.AsSpan(text.Features[n] * width, width));
            var weight = new Vector<float>(text.Weights[n]);
            for (var k = 0; k < moves.Length; k++) row[k] = Vector.FusedMultiplyAdd(moves[k], weight, row[k]);
        }
    }

    private static float Square(SparseText text)
    {
        var sum = 0f;
        foreach (var weight in text.Weights) sum += weight * weight;
        return sum;
    }
}
