using UnifiedInbox.Meaning.Learning;
using UnifiedInbox.Meaning.Text;

namespace UnifiedInbox.Meaning;

/// <summary>What the models make of one text. What is not English is told to be unknown: a guess would be worse than none.</summary>
/// <param name="Language">As <c>message_meanings</c> has it.</param>
/// <param name="Sentiment">Null where it cannot be told.</param>
/// <param name="Category">Null where it cannot be told.</param>
internal sealed record ClassifiedText(string Language, Verdict? Sentiment, Verdict? Category)
{
    /// <summary>Below these chances a verdict is no better than a guess.</summary>
    private const float LeastSentiment = 0.4f;
    private const float LeastCategory = 0.45f;

    public static ClassifiedText Of(string text, Model sentiment, Model category)
    {
        var tokens = Tokens.Of(text);
        var language = LanguageCheck.Of(tokens);
        if (language == Text.Language.Unknown || tokens.Count == 0) return new(language == Text.Language.Unknown ? "unknown" : "none", null, null);
        var taken = TakenApart.Of(text, tokens);
        return new ClassifiedText(
            language == Text.Language.English ? "en" : "none",
            Sure(sentiment.Classifier.Classify(taken), LeastSentiment),
            Sure(category.Classifier.Classify(taken), LeastCategory));
    }

    /// <summary>Where nothing of the text is known to the model its verdict is the commonest class, and says nothing.</summary>
    private static Verdict? Sure(Verdict verdict, float least) => verdict.Probability < least || verdict.Why.Count == 0 ? null : verdict;
}
