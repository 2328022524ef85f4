using UnifiedInbox.Messages;

namespace UnifiedInbox.Conversations.Emails;

/// <summary>What is worth knowing about a mail besides its words.</summary>
internal static class EmailHints
{
    /// <summary>What a machine wrote is told from what a person wrote. Null where a person did.</summary>
    public static (string Icon, string Words, string Why)? Automatic(Message message) => message.Automatic switch
    {
        "auto_reply" => ("bot", "Automatic reply", "Sent by their mail program, not by them; it does not count as an answer."),
        "machine" => ("bot", "Automatic", "Sent by a program, not by a person."),
        "bulk" => ("newspaper", "Newsletter", "Sent to many people at once."),
        "bounce" => ("mail-x", "Could not be delivered", "A mail server reports that a message did not arrive."),
        "complaint" => ("flag", "Spam complaint", "Their provider reports that they marked a message as spam."),
        "receipt" => ("mail-check", "Read receipt", "Their mail program reports that a message was opened."),
        _ => null,
    };

    /// <summary>Why it stands in its thread, where that is a guess. Null where the mail said so itself.</summary>
    public static string? Joined(Message message) => message.JoinedBy switch
    {
        "subject" => "Put in this thread because subject, person and time fit; the mail itself does not say what it answers.",
        "mailbox_thread" => "Put in this thread because their mailbox keeps it there.",
        _ => null,
    };
}
