namespace UnifiedInbox.Meaning.Learning;

/// <summary>What a model tells.</summary>
internal static class ModelKind
{
    public const string Sentiment = "sentiment";
    public const string Category = "category";

    public static readonly IReadOnlyList<string> All = [Sentiment, Category];
}
