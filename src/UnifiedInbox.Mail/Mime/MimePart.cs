using UnifiedInbox.Mail.Mime.Bodies;
using UnifiedInbox.Mail.Mime.Sources;
using UnifiedInbox.Mail.Mime.Structure;
using UnifiedInbox.Mail.Mime.Transfer;

namespace UnifiedInbox.Mail.Mime;

/// <summary>
/// One part of a mail: its headers, and the place of its content in the raw mail. Content is read and decoded only when asked
/// for, from the source the message was parsed over, which must still be there.
/// </summary>
public sealed class MimePart
{
    private readonly MimeContext mail;
    private List<MimePart>? children;
    private long end;
    private PartHeaders? read;

    internal MimePart(MimeContext mail, HeaderList headers, ContentType contentType, long begin, long start)
    {
        this.mail = mail;
        (Headers, ContentType, Begin, Start, end) = (headers, contentType, begin, start, start);
        TransferEncoding = PartHeaders.ReadEncoding(headers, mail.Defects, begin);
    }

    /// <summary>The headers of this part; those of the message for the root.</summary>
    public HeaderList Headers { get; }

    /// <summary>As the sender says; <c>text/plain</c> where he says nothing that can be read.</summary>
    public ContentType ContentType { get; }

    /// <summary>How the content is written.</summary>
    public TransferEncoding TransferEncoding { get; }

    /// <summary>The parts inside a multipart, in order; empty for every other part.</summary>
    public IReadOnlyList<MimePart> Children => children ?? (IReadOnlyList<MimePart>)[];

    /// <summary>Where its headers begin, in bytes from the beginning of the raw mail.</summary>
    public long Begin { get; }

    /// <summary>Where its content begins, in bytes from the beginning of the raw mail.</summary>
    public long Start { get; }

    /// <summary>Bytes of its content as written in the mail, before decoding.</summary>
    public long EncodedLength => end - Start;

    /// <summary><c>inline</c>, <c>attachment</c> or another word in lower case; null where nothing is said.</summary>
    public string? Disposition => Read.Disposition;

    /// <summary>Whether the sender wants it shown as a file.</summary>
    public bool IsAttachment => Disposition == "attachment";

    /// <summary>As the sender names it, decoded. May hold path separators and any other character: not fit for a file system as it is.</summary>
    public string? FileName => Read.FileName;

    /// <summary>Without angle brackets, or null.</summary>
    public string? ContentId => Read.ContentId;

    /// <summary>A URI that HTML may name this part by, or null.</summary>
    public string? ContentLocation => Read.ContentLocation;

    private PartHeaders Read => read ??= PartHeaders.Of(Headers, ContentType);

    /// <summary>The decoded content. Reading it takes a few kilobytes, however large it is. Several may be open at once.</summary>
    public Stream OpenContent() =>
        new ContentStream(mail.Source, Start, end, TransferDecoder.Of(ContentType.IsMultipart ? TransferEncoding.None : TransferEncoding));

    /// <summary>The content as text, at most <paramref name="maxLength"/> characters of it (default <see cref="MimeLimits.MaxTextLength"/>).</summary>
    public string GetText(int? maxLength = null)
    {
        var most = Math.Min(maxLength ?? mail.Limits.MaxTextLength, mail.Limits.MaxTextLength);
        return PartText.Read(this, most, ContentType.Charset);
    }

    /// <summary>Like <see cref="GetText"/>, with line feeds only and the lines of format=flowed put together (RFC 3676).</summary>
    public string GetFlowedText(int? maxLength = null)
    {
        var text = LineFeeds.Only(GetText(maxLength));
        if (!ContentType.IsFlowed) return text;
        return FlowedText.Join(text, "yes".Equals(ContentType.Parameters.GetValueOrDefault("delsp"), StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>
    /// The mail inside an embedded message, read in place. Null for other parts, where it stands deeper than
    /// <see cref="MimeLimits.MaxDepth"/>, and where it is encoded and larger than <see cref="MimeLimits.MaxEncodedMessage"/>.
    /// It lives as long as this one and need not be disposed.
    /// </summary>
    public MimeMessage? OpenMessage()
    {
        if (!ContentType.IsMessage || mail.Depth + 1 >= mail.Limits.MaxDepth) return null;
        if (TransferEncoding == TransferEncoding.None) return MimeMessage.Parse(mail.Source.Slice(Start, EncodedLength), mail.Limits, mail.Depth + 1);
        if (EncodedLength > mail.Limits.MaxEncodedMessage) return null;
        using var content = OpenContent();
        using var decoded = new MemoryStream();
        content.CopyTo(decoded);
        return MimeMessage.Parse(new MemorySource(decoded.GetBuffer().AsMemory(0, (int)decoded.Length)), mail.Limits, mail.Depth + 1);
    }

    internal MimeLimits Limits => mail.Limits;

    internal void Add(MimePart child) => (children ??= []).Add(child);

    internal void RemoveLast() => children!.RemoveAt(children.Count - 1);

    internal void EndAt(long offset) => end = Math.Max(Start, offset);
}
