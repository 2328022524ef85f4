namespace UnifiedInbox.Channels;

/// <summary>What came of asking a provider for a file.</summary>
internal abstract record MediaAnswer
{
    private MediaAnswer()
    {
    }

    /// <param name="ContentType">What the server says it is.</param>
    public sealed record Bytes(Stream Content, string? ContentType, long? Length) : MediaAnswer;

    /// <param name="Text">One sentence for people.</param>
    /// <param name="Permanent">Trying again cannot help.</param>
    public sealed record Failed(string Text, bool Permanent) : MediaAnswer;
}

/// <summary>Fetches the files of inbound messages from one provider, with its credentials.</summary>
internal interface IMediaSource
{
    string Provider { get; }

    /// <summary>Opens the file at <paramref name="url"/> and hands it to <paramref name="use"/> while the connection lives.</summary>
    Task<T> FetchAsync<T>(Guid inboxId, string url, Func<MediaAnswer, Task<T>> use, CancellationToken ct);
}
