namespace UnifiedInbox.Meaning.Text;

/// <summary>A text with its words and all that is found in them: the same for every model that is asked about it.</summary>
internal sealed record TakenApart(string Source, List<Token> Words, List<Feature> Features)
{
    public static TakenApart Of(string text) => Of(text, Tokens.Of(text));

    /// <param name="tokens">Of the text; changed here.</param>
    public static TakenApart Of(string text, List<Token> tokens)
    {
        var read = Litotes.Read(tokens);
        return new TakenApart(text, read, FeatureReader.Of(read));
    }
}
