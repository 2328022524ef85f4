namespace UnifiedInbox.Live;

/// <summary>One listener of the feed, and what may be told to them.</summary>
internal interface IAudience
{
    /// <summary>Reads what they may hear of; before the first change, and whenever one of those asked for by <see cref="HasToLookAgain"/> comes.</summary>
    Task RefreshAsync(CancellationToken ct);

    bool HasToLookAgain(Change change);

    /// <summary>The change as they hear of it; null where they do not.</summary>
    Change? Told(Change change);

    /// <summary>The person was changed, perhaps signed out: the stream ends, and comes back only if they may.</summary>
    bool IsAboutSelf(Change change);
}
