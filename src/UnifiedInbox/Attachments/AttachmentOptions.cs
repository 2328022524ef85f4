namespace UnifiedInbox.Attachments;

/// <summary>Files of messages. Section <c>Attachments</c>.</summary>
internal sealed class AttachmentOptions
{
    /// <summary>Where the bytes are, below <c>DATA_DIR</c> unless set.</summary>
    public string Folder { get; set; } = "";

    /// <summary>Largest file taken in, bytes. Default 25 MiB: above what MMS (5 MB) and WhatsApp (20 MB) allow.</summary>
    public long MostBytes { get; set; } = 25 * 1024 * 1024;

    /// <summary>How often a download is tried before it is shown as failed. Default 5.</summary>
    public int MostAttempts { get; set; } = 5;

    /// <summary>First wait after a failed download; doubles. Default 5 s.</summary>
    public TimeSpan Backoff { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one download may take. Default 60 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a file at an address that somebody named may take, with all redirects. Default 20 s.</summary>
    public TimeSpan UrlTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the address holds under which a provider fetches a file. Default 24 h: providers queue for up to ten.</summary>
    public TimeSpan LinkLife { get; set; } = TimeSpan.FromHours(24);
}
