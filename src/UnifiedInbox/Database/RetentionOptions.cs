namespace UnifiedInbox.Database;

/// <summary>How long what is only kept for repair and proof stays.</summary>
internal sealed record RetentionOptions
{
    /// <summary><c>KEEP_RAW_EVENTS_DAYS</c>: raw webhooks, to be replayed after a fix; 1 to 3650, default 30.</summary>
    public int RawEventsDays { get; init; } = 30;

    public static RetentionOptions From(IConfiguration configuration) => new()
    {
        RawEventsDays = configuration.Number("KEEP_RAW_EVENTS_DAYS", 30, 1, 3650),
    };
}
