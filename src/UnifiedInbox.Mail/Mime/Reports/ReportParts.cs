using UnifiedInbox.Mail.Mime.Headers;

namespace UnifiedInbox.Mail.Mime.Reports;

/// <summary>Finds the parts of a report (RFC 6522), wherever a gateway has moved them to.</summary>
internal static class ReportParts
{
    /// <summary>The first leaf of that type, in the order of the mail.</summary>
    public static MimePart? Find(MimePart part, params ReadOnlySpan<string> mediaTypes)
    {
        if (mediaTypes.Contains(part.ContentType.MediaType)) return part;
        foreach (var child in part.Children)
        {
            if (Find(child, mediaTypes) is { } found) return found;
        }
        return null;
    }

    /// <summary>The Message-ID of the mail that came back whole or with its headers only.</summary>
    public static string? OriginalMessageId(MimePart root)
    {
        if (Find(root, "message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers", "message/global-headers") is not { } original) return null;
        if (original.ContentType.IsMessage) return original.OpenMessage()?.MessageId;
        return StatusFields.Read(original) is [var headers, ..] && headers.Find("Message-ID") is { } id ? MessageIds.ReadOne(id.RawValue) : null;
    }
}
