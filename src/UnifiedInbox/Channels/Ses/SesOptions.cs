namespace UnifiedInbox.Channels.Ses;

/// <summary>Where Amazon's HTTP is spoken to.</summary>
internal sealed class SesOptions
{
    /// <summary><c>AWS_ENDPOINT_URL</c>: for tests and gateways. Default: Amazon's own, by region.</summary>
    public string? BaseUrl { get; set; }

    /// <summary>How long one request may take. Default 40 s: large files take their time; must stay below the dispatcher's lease.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(40);

    /// <summary>How long an unconfirmed mail waits for an event to tell about it before people are asked. Default 15 min.</summary>
    public TimeSpan EventWait { get; set; } = TimeSpan.FromMinutes(15);
}
