using System.Buffers;
using UnifiedInbox.Mail.Mime.Headers;

namespace UnifiedInbox.Mail.Mime;

/// <summary>A media type with its parameters (RFC 2045, section 5).</summary>
public sealed class ContentType
{
    internal static readonly ContentType PlainText = new("text/plain", []);
    internal static readonly ContentType EmbeddedMessage = new("message/rfc822", []);

    private static readonly SearchValues<char> TypeEnds = SearchValues.Create("; \t(\r\n");

    private ContentType(string mediaType, Dictionary<string, string> parameters) => (MediaType, Parameters) = (mediaType, parameters);

    /// <summary>Type and subtype in lower case, such as <c>text/plain</c>.</summary>
    public string MediaType { get; }

    /// <summary>Decoded values by names in any case.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    /// <summary>As the sender names it, or null.</summary>
    public string? Charset => Parameters.GetValueOrDefault("charset");

    /// <summary>Whether parts stand inside.</summary>
    public bool IsMultipart => MediaType.StartsWith("multipart/", StringComparison.Ordinal);

    /// <summary>Whether a whole mail stands inside.</summary>
    public bool IsMessage => MediaType is "message/rfc822" or "message/global";

    /// <summary>RFC 3676: lines that end in a blank go on in the next one.</summary>
    public bool IsFlowed => MediaType == "text/plain" && "flowed".Equals(Parameters.GetValueOrDefault("format"), StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc />
    public override string ToString() => MediaType;

    /// <summary>Null where there is no type with a subtype to read.</summary>
    internal static ContentType? Parse(string header)
    {
        var end = header.AsSpan().IndexOfAny(TypeEnds);
        var head = end < 0 ? header : header[..end];
        var slash = head.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0 && slash == head.Length - 1 && end >= 0)
        {
            var rest = header.AsSpan(end).TrimStart();
            var stop = rest.IndexOfAny(TypeEnds);
            head += (stop < 0 ? rest : rest[..stop]).ToString();
            end = header.Length - rest.Length + (stop < 0 ? rest.Length : stop);
        }
        if (slash <= 0 || slash == head.Length - 1 || !IsToken(head)) return null;
        return new ContentType(head.ToLowerInvariant(), Headers.Parameters.Parse(header, end < 0 ? header.Length : end));
    }

    private static bool IsToken(string head)
    {
        var slashes = 0;
        foreach (var character in head)
        {
            if (character == '/') slashes++;
            else if (!char.IsAsciiLetterOrDigit(character) && !"!#$%&'*+-.^_`{|}~".Contains(character, StringComparison.Ordinal)) return false;
        }
        return slashes == 1;
    }
}
