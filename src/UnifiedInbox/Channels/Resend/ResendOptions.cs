namespace UnifiedInbox.Channels.Resend;

/// <summary>Where Resend's HTTP is spoken to.</summary>
internal sealed class ResendOptions
{
    /// <summary><c>RESEND_BASE_URL</c>. Default <c>https://api.resend.com</c>. For tests and gateways.</summary>
    public string BaseUrl { get; set; } = "https://api.resend.com";

    /// <summary>How long one request may take. Default 40 s: large files take their time; must stay below the dispatcher's lease.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(40);
}
