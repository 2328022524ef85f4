namespace UnifiedInbox.Attachments;

/// <summary>Which files are taken in, what they are by their bytes, and which a browser may show inline.</summary>
internal static class ContentTypes
{
    /// <summary>Shown in the page by the browser; everything else is offered for download. No HTML, SVG or XML: they can run scripts.</summary>
    private static readonly HashSet<string> Inline = new(StringComparer.OrdinalIgnoreCase)
    {
        "image/jpeg", "image/png", "image/gif", "image/webp",
        "audio/mpeg", "audio/ogg", "audio/mp4", "audio/amr", "audio/aac", "audio/3gpp", "audio/wav",
        "video/mp4", "video/3gpp", "video/webm", "video/quicktime",
    };

    private static readonly Dictionary<string, string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["image/jpeg"] = ".jpg", ["image/png"] = ".png", ["image/gif"] = ".gif", ["image/webp"] = ".webp",
        ["audio/mpeg"] = ".mp3", ["audio/ogg"] = ".ogg", ["audio/mp4"] = ".m4a", ["audio/amr"] = ".amr", ["audio/aac"] = ".aac", ["audio/3gpp"] = ".3gp",
        ["video/mp4"] = ".mp4", ["video/3gpp"] = ".3gp", ["video/webm"] = ".webm", ["video/quicktime"] = ".mov",
        ["application/pdf"] = ".pdf", ["text/vcard"] = ".vcf", ["text/x-vcard"] = ".vcf", ["text/plain"] = ".txt", ["text/csv"] = ".csv", ["text/calendar"] = ".ics",
        ["application/msword"] = ".doc", ["application/vnd.ms-excel"] = ".xls", ["application/vnd.ms-powerpoint"] = ".ppt",
        ["application/vnd.openxmlformats-officedocument.wordprocessingml.document"] = ".docx",
        ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"] = ".xlsx",
        ["application/vnd.openxmlformats-officedocument.presentationml.presentation"] = ".pptx",
    };

    /// <summary>What a browser shows as a picture, and thumbnails are made of.</summary>
    public static bool IsPicture(string contentType) => contentType is "image/jpeg" or "image/png" or "image/gif" or "image/webp";

    public static bool IsInline(string contentType) => Inline.Contains(contentType);

    /// <summary>Whether a provider's claim is of a kind that phones send; programs and web pages are not taken in.</summary>
    public static bool IsAccepted(string contentType) =>
        contentType.StartsWith("image/", StringComparison.OrdinalIgnoreCase)
        || contentType.StartsWith("audio/", StringComparison.OrdinalIgnoreCase)
        || contentType.StartsWith("video/", StringComparison.OrdinalIgnoreCase)
        || Extensions.ContainsKey(contentType)
        || contentType.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase);

    public static string NameFor(string contentType, int index) =>
        (contentType.Split('/')[0] switch { "image" => "image", "audio" => "audio", "video" => "video", _ => "file" })
        + (index == 0 ? "" : "-" + (index + 1)) + Extensions.GetValueOrDefault(contentType, "");

    /// <summary>What the first bytes say; <paramref name="claimed"/> where they say nothing. A claim of an image that is none becomes plain bytes.</summary>
    public static string Sniff(ReadOnlySpan<byte> head, string claimed)
    {
        var plain = claimed.Split(';')[0].Trim().ToLowerInvariant();
        if (head.Length > 3 && head[0] == 0xFF && head[1] == 0xD8 && head[2] == 0xFF) return "image/jpeg";
        if (head.Length > 8 && head[0] == 0x89 && head[1..4].SequenceEqual("PNG"u8)) return "image/png";
        if (head.StartsWith("GIF8"u8)) return "image/gif";
        if (head.Length > 12 && head.StartsWith("RIFF"u8) && head[8..12].SequenceEqual("WEBP"u8)) return "image/webp";
        if (head.StartsWith("%PDF-"u8)) return "application/pdf";
        if (head.StartsWith("OggS"u8)) return "audio/ogg";
        if (head.StartsWith("#!AMR"u8)) return "audio/amr";
        if (head.StartsWith("ID3"u8)) return "audio/mpeg";
        if (head.Length > 12 && head[4..8].SequenceEqual("ftyp"u8)) return IsMedia(plain) ? plain : "video/mp4";
        // The claim names a format whose bytes would have been recognised: it is something else.
        return plain is "image/jpeg" or "image/png" or "image/gif" or "image/webp" || plain.Length == 0 ? "application/octet-stream" : plain;
    }

    private static bool IsMedia(string type) =>
        type.StartsWith("audio/", StringComparison.Ordinal) || type.StartsWith("video/", StringComparison.Ordinal);
}
