using System.Buffers;
using Microsoft.Win32.SafeHandles;
using UnifiedInbox.Mail.Mime.Bodies;
using UnifiedInbox.Mail.Mime.Headers;
using UnifiedInbox.Mail.Mime.Reports;
using UnifiedInbox.Mail.Mime.Sources;
using UnifiedInbox.Mail.Mime.Structure;

namespace UnifiedInbox.Mail.Mime;

/// <summary>
/// A mail (RFC 5322, RFC 2045 and following). Parsing never throws over what the mail holds: it takes what it can read and lists
/// <see cref="Defects"/>; only a source that cannot be read throws. It holds headers and places, not contents, so a mail with
/// large attachments costs a few kilobytes. Safe to use from several threads.
/// </summary>
public sealed class MimeMessage : IDisposable
{
    private readonly MimeContext mail;
    private MailBodies? bodies;
    private Envelope? envelope;
    private string? fingerprint;

    private MimeMessage(MimeContext mail)
    {
        this.mail = mail;
        Root = TreeReader.Read(mail);
    }

    /// <summary>Parses a mail that stands in memory, which must not change while this is in use.</summary>
    public static MimeMessage Parse(ReadOnlyMemory<byte> raw, MimeLimits? limits = null) => Parse(new MemorySource(raw), limits ?? MimeLimits.Default, 0);

    /// <summary>Parses a mail that stands in several pieces of memory.</summary>
    public static MimeMessage Parse(ReadOnlySequence<byte> raw, MimeLimits? limits = null) => Parse(SequenceSource.Over(raw), limits ?? MimeLimits.Default, 0);

    /// <summary>Parses a mail in a seekable stream from its beginning, which must stay open and be left alone while this is in use.</summary>
    public static MimeMessage Parse(Stream raw, MimeLimits? limits = null) => Parse(
        raw is FileStream file ? new FileSource(file.SafeFileHandle, ownsFile: false) : new StreamSource(raw), limits ?? MimeLimits.Default, 0);

    /// <summary>Parses a mail in an open file, which must stay open while this is in use.</summary>
    public static MimeMessage Parse(SafeFileHandle raw, MimeLimits? limits = null) =>
        Parse(new FileSource(raw, ownsFile: false), limits ?? MimeLimits.Default, 0);

    /// <summary>Parses a mail in a file and keeps it open until disposed.</summary>
    public static MimeMessage Open(string path, MimeLimits? limits = null) =>
        Parse(new FileSource(File.OpenHandle(path), ownsFile: true), limits ?? MimeLimits.Default, 0);

    internal static MimeMessage Parse(ByteSource source, MimeLimits limits, int depth) =>
        new(new MimeContext(source, limits, new DefectList(limits.MaxDefects), depth));

    /// <summary>The message itself as a part; a multipart has the others inside.</summary>
    public MimePart Root { get; }

    /// <summary>The headers of the message.</summary>
    public HeaderList Headers => Root.Headers;

    /// <summary>Decoded, on one line; null where missing or empty.</summary>
    public string? Subject => Mail.Subject;

    /// <summary>Who wrote it.</summary>
    public IReadOnlyList<Mailbox> From => Mail.From;

    /// <summary>Who sent it, where that is another than who wrote it.</summary>
    public IReadOnlyList<Mailbox> Sender => Mail.Sender;

    /// <summary>Groups are flattened; see <see cref="Mailbox.Group"/>. Several headers are joined.</summary>
    public IReadOnlyList<Mailbox> To => Mail.To;

    /// <summary>Like <see cref="To"/>.</summary>
    public IReadOnlyList<Mailbox> Cc => Mail.Cc;

    /// <summary>Like <see cref="To"/>.</summary>
    public IReadOnlyList<Mailbox> Bcc => Mail.Bcc;

    /// <summary>Where answers should go, where that is not <see cref="From"/>.</summary>
    public IReadOnlyList<Mailbox> ReplyTo => Mail.ReplyTo;

    /// <summary>When the sender's clock says it was written; null where missing or unreadable. Anybody can write anything here.</summary>
    public DateTimeOffset? Date => Mail.Date;

    /// <summary>Without angle brackets; null where missing. Neither unique nor trustworthy.</summary>
    public string? MessageId => Mail.MessageId;

    /// <summary>Identifiers without angle brackets.</summary>
    public IReadOnlyList<string> InReplyTo => Mail.InReplyTo;

    /// <summary>Identifiers without angle brackets, the thread's first mail first, the parent last.</summary>
    public IReadOnlyList<string> References => Mail.References;

    /// <summary>
    /// The plain text to show: text parts that are no attachments, the right one of alternatives, several joined, format=flowed
    /// lines put together (RFC 3676), uuencoded files taken out. Null where the mail has only HTML or no text at all.
    /// </summary>
    public string? TextBody => Bodies.Text;

    /// <summary>
    /// The HTML to show, as sent: not fit for a browser before it is cleaned. Plain text parts that stand beside it are in it, escaped. Null
    /// where the mail has no HTML.
    /// </summary>
    public string? HtmlBody => Bodies.Html;

    /// <summary>All leaves that are not part of a body, in order, inline images and calendar parts too, and uuencoded files of the text.</summary>
    public IReadOnlyList<Attachment> Attachments => Bodies.Attachments;

    /// <summary>METHOD of a calendar part (REQUEST, REPLY, CANCEL …) in upper case, or null.</summary>
    public string? CalendarMethod => Bodies.CalendarMethod;

    /// <summary>What this mail says about the delivery of another one (RFC 3464, or a bounce in plain text); null where it is no such report.</summary>
    public DeliveryReport? ReadDeliveryReport() => DeliveryReportReader.Read(this);

    /// <summary>The complaint that this mail carries (RFC 5965); null where it is none.</summary>
    public FeedbackReport? ReadFeedbackReport() => FeedbackReport.Read(this);

    /// <summary>What is wrong with the mail, in the order found, at most <see cref="MimeLimits.MaxDefects"/>.</summary>
    public IReadOnlyList<MimeDefect> Defects => mail.Defects.Found;

    /// <summary>
    /// An identifier made of the SHA-256 of the raw mail, the same for the same bytes, for mail without <see cref="MessageId"/>.
    /// The first call reads the whole mail.
    /// </summary>
    public string Fingerprint => fingerprint ??= RawHash.Of(mail.Source) + "@sha256.invalid";

    /// <inheritdoc />
    public void Dispose() => mail.Source.Dispose();

    private Envelope Mail => envelope ??= Envelope.Of(Headers);

    private MailBodies Bodies => bodies ??= MailBodies.Of(Root);
}
