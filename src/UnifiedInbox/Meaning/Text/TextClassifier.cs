namespace UnifiedInbox.Meaning.Text;

/// <summary>A text somebody said what it is.</summary>
/// <param name="Text">Its words.</param>
/// <param name="Label">What it is.</param>
/// <param name="Importance">How much it counts, 1 for an ordinary one.</param>
internal sealed record Example(string Text, string Label, float Importance = 1)
{
    /// <summary>Somebody of the team said so.</summary>
    public bool IsOwn { get; init; }
}

/// <summary>What a classifier makes of a text.</summary>
/// <param name="Label">The likeliest class.</param>
/// <param name="Probability">How likely, 0 to 1, as measured on examples it had not seen.</param>
/// <param name="All">Each class, likeliest first.</param>
/// <param name="Why">The words that spoke for it most, strongest first; shares of what spoke for it, 0 to 1.</param>
internal sealed record Verdict(string Label, float Probability, IReadOnlyList<(string Label, float Probability)> All, IReadOnlyList<WordWeight> Why);

/// <summary>A word of the text, as it stands there, and how much it spoke for the verdict.</summary>
public sealed record WordWeight(string Word, float Weight);

/// <summary>
/// Tells what texts are about after examples: a linear model over words, pairs of words and letters within words. Trained in seconds
/// and asked in microseconds, on one processor. May be asked by many threads at once.
/// </summary>
internal sealed class TextClassifier(string[] labels, Vocabulary vocabulary, float[] weights, float sharpness)
{
    private const int MostWords = 5;

    /// <summary>Where nothing was measured: what it comes out at on the usual sets.</summary>
    private const float UsualSharpness = 3;

    /// <summary>Found by cross-validation on the training sets named in docs/meaning.md; anything from 1 to 4 does about as well.</summary>
    private const float UsualCost = 2;

    private readonly int width = LinearTraining.Width(labels.Length);

    public IReadOnlyList<string> Labels => labels;

    public Vocabulary Vocabulary => vocabulary;

    public float[] Weights => weights;

    /// <summary>How quickly a lead in scores becomes certainty.</summary>
    public float Sharpness => sharpness;

    /// <exception cref="ArgumentException">Less than two classes.</exception>
    public static TextClassifier Train(IReadOnlyList<Example> examples, CancellationToken ct, float sharpness = UsualSharpness, float cost = UsualCost)
    {
        var labels = examples.Select(example => example.Label).Distinct().Order(StringComparer.Ordinal).ToArray();
        if (labels.Length < 2) throw new ArgumentException("A classifier needs examples of two classes at least.", nameof(examples));
        var numbers = labels.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        var read = examples.Select(example => TakenApart.Of(example.Text).Features).ToList();
        var vocabulary = Vocabulary.Of(read);
        var texts = read.Select(vocabulary.Read).ToList();
        var weights = LinearTraining.Train(texts, [.. examples.Select(example => numbers[example.Label])], [.. examples.Select(example => example.Importance)],
            vocabulary.Count + 1, labels.Length, cost, ct);
        return new TextClassifier(labels, vocabulary, weights, sharpness);
    }

    public TextClassifier WithSharpness(float value) => new(labels, vocabulary, weights, value);

    public Verdict Classify(string text) => Classify(TakenApart.Of(text));

    public Verdict Classify(TakenApart text)
    {
        var numbers = vocabulary.NumbersOf(text.Features);
        var seen = vocabulary.Read(numbers);
        var scores = new float[width];
        LinearTraining.Score(weights, width, seen, scores);
        var chances = Chances(scores);
        var best = Array.IndexOf(chances, chances.Max());
        var all = labels.Zip(chances, (label, chance) => (label, chance)).OrderByDescending(entry => entry.chance).ToList();
        return new Verdict(labels[best], chances[best], all, Why(text, numbers, seen, best));
    }

    /// <summary>The scores of the classes alone, in the order of <see cref="Labels"/>.</summary>
    public float[] Scores(string text)
    {
        var scores = new float[width];
        LinearTraining.Score(weights, width, vocabulary.Read(TakenApart.Of(text).Features), scores);
        return scores[..labels.Length];
    }

    private float[] Chances(float[] scores)
    {
        var highest = scores.Take(labels.Length).Max();
        var chances = scores.Take(labels.Length).Select(score => MathF.Exp(sharpness * (score - highest))).ToArray();
        var sum = chances.Sum();
        return [.. chances.Select(chance => chance / sum)];
    }

    /// <summary>What each feature added is shared by the words it was found in; letters speak for the word they are part of.</summary>
    private List<WordWeight> Why(TakenApart text, int[] numbers, SparseText seen, int label)
    {
        var shares = new float[text.Words.Count];
        var places = Array.ConvertAll(numbers, number => number < 0 ? -1 : Array.BinarySearch(seen.Features, number));
        var times = new int[seen.Features.Length];
        foreach (var place in places)
            if (place >= 0) times[place]++;
        for (var i = 0; i < places.Length; i++)
        {
            if (places[i] is not (>= 0 and var place)) continue;
            var added = seen.Weights[place] * weights[(numbers[i] * width) + label] / times[place];
            shares[text.Features[i].First] += added / 2;
            shares[text.Features[i].Last] += added / 2;
        }
        var positive = shares.Where(share => share > 0).Sum();
        if (positive <= 0) return [];
        return [.. text.Words.Zip(shares, (token, share) => (token.Text, Word: text.Source.Substring(token.Start, token.Length), Share: share / positive))
            .GroupBy(entry => entry.Text).Select(group => new WordWeight(group.First().Word, MathF.Round(group.Sum(entry => entry.Share), 3)))
            .Where(word => word.Weight >= 0.05f).OrderByDescending(word => word.Weight).Take(MostWords)];
    }
}
