namespace UnifiedInbox.Mail.Imap;

/// <summary>Limits of a connection: nothing a server does lasts longer or takes more memory than these say.</summary>
public sealed record ImapOptions
{
    /// <summary>Name, address, TCP and TLS together. Default 90 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>From the connection to the server's first line. Default 16 seconds.</summary>
    public TimeSpan GreetingTimeout { get; init; } = TimeSpan.FromSeconds(16);

    /// <summary>How long a server may send nothing while it owes an answer. Default 5 minutes.</summary>
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an answer may take, and in a fetch each message's, its body not counted. Default 10 minutes.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long the reading of one body may wait for the server, all waits together. Default 10 minutes.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long IDLE runs before it is sent anew: Gmail and home routers drop it after about ten minutes. Default 9 minutes.</summary>
    public TimeSpan IdleRenewal { get; init; } = TimeSpan.FromMinutes(9);

    /// <summary>How long the server has to answer the end of IDLE. Default 30 seconds.</summary>
    public TimeSpan IdleEndTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often to ask where the server has no IDLE. Default 90 seconds.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Bytes of one response in memory, bodies not counted. Default 16 MB: a search over two million mails.</summary>
    public int MaxResponse { get; init; } = 16 * 1024 * 1024;

    /// <summary>Bytes of one body that are read at all, to be stored or skipped. Default 256 MB.</summary>
    public long MaxBody { get; init; } = 256L * 1024 * 1024;

    /// <summary>Lists within lists. Default 100.</summary>
    public int MaxDepth { get; init; } = 100;

    /// <summary>Mails of one folder. Default 5 million.</summary>
    public int MaxUids { get; init; } = 5_000_000;

    /// <summary>What ID tells the server about this client; null to say nothing.</summary>
    public string? ClientName { get; init; } = "Unified Inbox";

    /// <summary>The version in ID.</summary>
    public string? ClientVersion { get; init; }

    /// <summary>A mail address or URL in ID; Google asks for one.</summary>
    public string? Contact { get; init; }
}
