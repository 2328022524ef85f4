using UnifiedInbox.Mail.Mime.Headers;

namespace UnifiedInbox.Mail.Mime.Structure;

/// <summary>What the headers of a part say besides its type; read when first asked for.</summary>
internal sealed record PartHeaders(string? Disposition, string? FileName, string? ContentId, string? ContentLocation)
{
    public static PartHeaders Of(HeaderList headers, ContentType contentType)
    {
        var (disposition, fileName) = ReadDisposition(headers.Find("Content-Disposition")?.RawValue);
        var location = headers.Find("Content-Location")?.Value;
        var id = headers.Find("Content-ID")?.RawValue;
        return new PartHeaders(disposition, fileName ?? Filled(contentType.Parameters.GetValueOrDefault("name")),
            id is null ? null : Filled(id.Trim('<', '>', ' ')), Filled(location));
    }

    public static TransferEncoding ReadEncoding(HeaderList headers, DefectList defects, long offset)
    {
        if (headers.Find("Content-Transfer-Encoding") is not { } header) return TransferEncoding.None;
        var name = Comments.Remove(header.RawValue).AsSpan().Trim();
        var stop = name.IndexOfAny(" \t;,");
        if (stop > 0) name = name[..stop];
        Span<char> lower = stackalloc char[20];
        if (name.Trim("\"'").ToLowerInvariant(lower) is var length && length < 0) length = 0;
        switch (lower[..length])
        {
            case "base64": return TransferEncoding.Base64;
            case "quoted-printable": return TransferEncoding.QuotedPrintable;
            case "uuencode" or "x-uuencode" or "x-uue" or "uue" or "x-uu": return TransferEncoding.UuEncode;
            case "7bit" or "8bit" or "binary" or "7-bit" or "8-bit": return TransferEncoding.None;
        }
        defects.Add(MimeDefectKind.UnknownTransferEncoding, offset);
        return TransferEncoding.None;
    }

    private static (string? Disposition, string? FileName) ReadDisposition(string? header)
    {
        if (header is null) return (null, null);
        var end = header.AsSpan().IndexOfAny("; \t(");
        var kind = (end < 0 ? header : header[..end]).ToLowerInvariant();
        var hasNoKind = kind.Contains('=', StringComparison.Ordinal);
        var parameters = Parameters.Parse(header, hasNoKind ? 0 : end < 0 ? header.Length : end);
        return (hasNoKind ? null : Filled(kind), Filled(parameters.GetValueOrDefault("filename")) ?? Filled(parameters.GetValueOrDefault("name")));
    }

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
