namespace UnifiedInbox.Channels;

/// <summary>How long providers are kept waiting.</summary>
internal sealed class WebhookOptions
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(14);

    /// <summary>
    /// <c>Webhooks__AnswerWithin</c>: how long a webhook may wait for the database before it is answered 503. Default 10 s; at most 14 s, since
    /// Twilio, SNS and Svix wait 15 s.
    /// </summary>
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromSeconds(10);

    public static WebhookOptions From(IConfiguration configuration)
    {
        // The second was its name while only Twilio's door had it.
        var within = configuration.GetValue<TimeSpan?>("Webhooks:AnswerWithin") ?? configuration.GetValue<TimeSpan?>("Twilio:AnswerWithin");
        if (within <= TimeSpan.Zero || within > Longest) throw new OperatorException("Webhooks__AnswerWithin must be more than nothing and at most 00:00:14.");
        return within is { } told ? new WebhookOptions { AnswerWithin = told } : new WebhookOptions();
    }
}
