using System.Runtime.InteropServices;

namespace UnifiedInbox.Meaning.Text;

/// <summary>One feature a model knows.</summary>
/// <param name="Kind">What sort of thing it is.</param>
/// <param name="Rarity">How much it tells: the fewer texts have it, the more (inverse document frequency).</param>
internal readonly record struct KnownFeature(FeatureKind Kind, float Rarity);

/// <summary>
/// The features a model knows. A text becomes the weights of its features: each counts with the logarithm of how often it occurs and with
/// its rarity. The kinds of features are brought half-way to the same weight, since a text has ten times as many letters as words, and all
/// together have length 1.
/// </summary>
internal sealed class Vocabulary(Dictionary<uint, int> numbers, KnownFeature[] known)
{
    /// <summary>From so many texts on, what stands in one of them only is chance more often than not.</summary>
    private const int ManyTexts = 1000;

    /// <summary>Words for "well" or "ill" outweigh the name of what they are about.</summary>
    private const float PolarityWeight = 2;

    private const int Kinds = 4;

    /// <summary>How many features it knows; the one after them is the constant.</summary>
    public int Count => known.Length;

    public IEnumerable<KeyValuePair<uint, int>> Numbers => numbers;

    public KnownFeature this[int number] => known[number];

    public static Vocabulary Of(IReadOnlyList<List<Feature>> texts)
    {
        var having = new Dictionary<uint, (int Texts, int Last, FeatureKind Kind)>();
        for (var i = 0; i < texts.Count; i++)
            foreach (var feature in texts[i])
            {
                ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(having, feature.Hash, out var isThere);
                if (!isThere) entry = (1, i, feature.Kind);
                else if (entry.Last != i) entry = (entry.Texts + 1, i, entry.Kind);
            }
        var fewest = texts.Count >= ManyTexts ? 2 : 1;
        var kept = having.Where(entry => entry.Value.Texts >= fewest).ToList();
        return new Vocabulary(
            kept.Index().ToDictionary(entry => entry.Item.Key, entry => entry.Index),
            [.. kept.Select(entry => new KnownFeature(entry.Value.Kind, MathF.Log((1f + texts.Count) / (1 + entry.Value.Texts)) + 1))]);
    }

    /// <summary>The number of each feature, or -1 where it is not known.</summary>
    public int[] NumbersOf(List<Feature> features)
    {
        var found = new int[features.Count];
        for (var i = 0; i < found.Length; i++) found[i] = numbers.TryGetValue(features[i].Hash, out var number) ? number : -1;
        return found;
    }

    public SparseText Read(List<Feature> features) => Read(NumbersOf(features));

    /// <param name="of">As <see cref="NumbersOf"/> answers them.</param>
    public SparseText Read(ReadOnlySpan<int> of)
    {
        var found = new int[of.Length];
        var length = 0;
        foreach (var number in of)
            if (number >= 0) found[length++] = number;
        Array.Sort(found, 0, length);
        var entries = new int[length + 1];
        var weights = new float[length + 1];
        var count = 0;
        for (var i = 0; i < length;)
        {
            var next = i + 1;
            while (next < length && found[next] == found[i]) next++;
            (entries[count], weights[count]) = (found[i], (1 + MathF.Log(next - i)) * known[found[i]].Rarity);
            (count, i) = (count + 1, next);
        }
        Balance(entries.AsSpan(0, count), weights.AsSpan(0, count));
        (entries[count], weights[count]) = (Count, 1);
        return new SparseText(entries[..(count + 1)], weights[..(count + 1)]);
    }

    private void Balance(ReadOnlySpan<int> entries, Span<float> weights)
    {
        Span<float> squares = stackalloc float[Kinds];
        squares.Clear();
        for (var i = 0; i < weights.Length; i++) squares[(int)known[entries[i]].Kind] += weights[i] * weights[i];
        var all = squares[0] + squares[1] + squares[2] + squares[3];
        if (all <= 0) return;
        Span<float> factors = stackalloc float[Kinds];
        for (var kind = 0; kind < Kinds; kind++) factors[kind] = squares[kind] > 0 ? 1 / MathF.Sqrt(MathF.Sqrt(squares[kind] * all)) : 0;
        factors[(int)FeatureKind.Polarity] = PolarityWeight / MathF.Sqrt(all);
        var sum = 0f;
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] *= factors[(int)known[entries[i]].Kind];
            sum += weights[i] * weights[i];
        }
        var length = MathF.Sqrt(sum);
        for (var i = 0; i < weights.Length; i++) weights[i] /= length;
    }
}
