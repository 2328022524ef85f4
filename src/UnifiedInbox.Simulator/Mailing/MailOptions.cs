using System.Security.Cryptography;

namespace UnifiedInbox.Simulator.Mailing;

/// <summary>What the simulated mail providers are told before they start.</summary>
public sealed class MailOptions
{
    /// <summary>The key Resend's API asks for. Default: a new one for every instance.</summary>
    public string ApiKey { get; set; } = "re_" + RandomNumberGenerator.GetHexString(24, lowercase: true);

    /// <summary>Signs Resend's webhooks: <c>whsec_</c> and base64.</summary>
    public string WebhookSecret { get; set; } = "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));

    /// <summary>Where Resend's webhooks go; null = nowhere.</summary>
    public string? ResendWebhookUrl { get; set; }

    /// <summary>Where SNS posts SES's events; null = nowhere.</summary>
    public string? SesWebhookUrl { get; set; }

    /// <summary>The topic those come from.</summary>
    public string TopicArn { get; set; } = "arn:aws:sns:us-east-1:000000000000:simulated-ses-events";

    /// <summary>What <c>/ses</c> and <c>/resend</c> stand below, for addresses the product is told to fetch.</summary>
    public string? BaseUrl { get; set; }

    /// <summary>The product's mailbox.</summary>
    public string Mailbox { get; set; } = "support@inbox.example";

    /// <summary>More of its mailboxes, to be written to as well.</summary>
    public IReadOnlyList<string> OtherMailboxes { get; set; } = [];

    /// <summary>Mails remembered; the oldest are forgotten. Default 2,000.</summary>
    public int History { get; set; } = 2_000;

    public TimeProvider Time { get; set; } = TimeProvider.System;
}
