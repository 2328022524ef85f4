namespace UnifiedInbox.Simulator.Mailing;

/// <summary>What Resend posts.</summary>
internal static class ResendEvent
{
    public static object Of(SimulatedMail mail, string type, DateTimeOffset now)
    {
        var data = new Dictionary<string, object?>
        {
            ["email_id"] = mail.Id,
            ["created_at"] = mail.At,
            ["from"] = mail.From,
            ["to"] = mail.To,
            ["cc"] = mail.Cc,
            ["subject"] = mail.Subject,
            ["message_id"] = "<" + mail.MessageId + ">",
        };
        if (mail.Tag is { } tag) data["tags"] = new Dictionary<string, string> { ["message_id"] = tag };
        if (type == "received") data["attachments"] = Array.Empty<object>();
        if (type == "bounced") data["bounce"] = new { type = "Permanent", subType = "NoEmail", message = "The recipient's email address does not exist." };
        if (type == "full") data["bounce"] = new { type = "Transient", subType = "MailboxFull", message = "Mailbox full" };
        if (type == "clicked") data["click"] = new { link = "https://example.com/", timestamp = now };
        return new { type = "email." + (type == "full" ? "bounced" : type), created_at = now, data };
    }
}

/// <summary>What SES publishes; null for what it does not tell.</summary>
internal static class SesEvent
{
    public static object? Of(SimulatedMail mail, string type, DateTimeOffset now)
    {
        (string Type, string Detail, object Value)? said = type switch
        {
            "sent" => ("Send", "send", new { }),
            "delivered" => ("Delivery", "delivery", new { timestamp = now, recipients = mail.To }),
            "opened" => ("Open", "open", new { timestamp = now }),
            "clicked" => ("Click", "click", new { timestamp = now, link = "https://example.com/" }),
            "bounced" => ("Bounce", "bounce", new { bounceType = "Permanent", bounceSubType = "NoEmail", bouncedRecipients = People(mail), timestamp = now }),
            "full" => ("Bounce", "bounce", new { bounceType = "Transient", bounceSubType = "MailboxFull", bouncedRecipients = People(mail), timestamp = now }),
            "complained" => ("Complaint", "complaint", new { complaintFeedbackType = "abuse", complainedRecipients = People(mail), timestamp = now }),
            _ => null,
        };
        if (said is not { } known) return null;
        return new Dictionary<string, object?>
        {
            ["eventType"] = known.Type,
            ["mail"] = new { timestamp = mail.At, messageId = mail.Id, destination = mail.To, tags = new Dictionary<string, string[]> { ["message_id"] = [mail.Tag ?? ""] } },
            [known.Detail] = known.Value,
        };
    }

    private static IEnumerable<object> People(SimulatedMail mail) => mail.To.Select(address => new { emailAddress = address });
}
