using UnifiedInbox.Contacts;

namespace UnifiedInbox.Channels;

/// <summary>What SES, and Resend which stands on it, say of mail that came back.</summary>
internal static class MailBounce
{
    /// <summary>One sentence for the agent, from the bounce's sub-type.</summary>
    public static string Explain(bool permanent, string? kind) => kind switch
    {
        "NoEmail" => "There is no such address.",
        "Suppressed" or "OnAccountSuppressionList" => "The provider does not write to this address any more, because mail to it came back before.",
        "MailboxFull" => "Their mailbox is full.",
        "MessageTooLarge" => "The mail is larger than their server takes.",
        "ContentRejected" => "Their server refused the content of this mail.",
        "AttachmentRejected" => "Their server refused a file of this mail.",
        _ => permanent ? "This address does not exist, or its server refuses our mail for good." : "Their server did not take the mail.",
    };

    /// <summary>The address of <c>Name &lt;address&gt;</c>, as we keep addresses; empty for anything else.</summary>
    public static string Bare(string text)
    {
        var open = text.LastIndexOf('<');
        var bare = open >= 0 && text.EndsWith('>') ? text[(open + 1)..^1] : text;
        return Addresses.TryReadEmail(bare, out var address) ? address : "";
    }
}
