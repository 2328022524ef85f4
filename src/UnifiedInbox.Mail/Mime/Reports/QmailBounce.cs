namespace UnifiedInbox.Mail.Mime.Reports;

/// <summary>
/// The qmail-send bounce message format (QSBMF): a greeting, a paragraph for each recipient that begins with the address and a
/// colon, then the mail below a line of hyphens.
/// </summary>
internal static class QmailBounce
{
    public static DeliveryReport? Read(MimeMessage mail)
    {
        var text = mail.TextBody;
        if (text is null || !text.AsSpan(0, Math.Min(text.Length, 400)).Contains("Hi. This is the", StringComparison.Ordinal)) return null;
        var recipients = new List<RecipientReport>();
        string? address = null;
        var said = new List<string>();
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text[range].Trim();
            if (line.StartsWith("--- ", StringComparison.Ordinal)) break;
            if (line.Length > 4 && line[0] == '<' && line.EndsWith(">:", StringComparison.Ordinal)) (address, said) = (line[1..^2], []);
            else if (line.Length > 0 && address is not null) said.Add(line);
            else if (address is not null) End();
        }
        End();
        return recipients.Count == 0 ? null : new DeliveryReport(DeliveryReportKind.QmailText, null, null, ReturnedText.MessageId(text), recipients);

        void End()
        {
            if (address is not null) recipients.Add(new RecipientReport(address, null, "failed", Status(said), string.Join(' ', said), null));
            address = null;
        }
    }

    /// <summary>qmail writes the enhanced code as <c>(#5.1.1)</c>.</summary>
    private static string? Status(List<string> said)
    {
        foreach (var line in said)
        {
            var start = line.IndexOf("(#", StringComparison.Ordinal);
            var end = start < 0 ? -1 : line.IndexOf(')', start);
            if (end > start && end - start < 14) return line[(start + 2)..end];
        }
        return null;
    }
}
