namespace UnifiedInbox.Meaning.Text;

/// <summary>Something found in a text: which (a hash: the model keeps no words), of what kind, and the words of the text it was made from.</summary>
/// <param name="Hash">The same for the same words on every machine. Two of a model's some hundred thousand features rarely share one.</param>
/// <param name="Kind">What sort of thing it is; the sorts are weighed against each other.</param>
/// <param name="First">The first token it was made from.</param>
/// <param name="Last">The other one, or the same.</param>
internal readonly record struct Feature(uint Hash, FeatureKind Kind, int First, int Last);

internal enum FeatureKind
{
    /// <summary>One word, or two in a row.</summary>
    Words,

    /// <summary>Two to five letters in a row within a word: endings, stems, misspelled words.</summary>
    Letters,

    /// <summary>Two words near each other, in whatever order: what "card … not … arrived" and "not arrived, my card" share.</summary>
    Together,

    /// <summary>A word that speaks well or ill of something, turned round by a "not" before it.</summary>
    Polarity,
}
