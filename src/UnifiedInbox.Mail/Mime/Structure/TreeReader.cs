using System.Text;
using UnifiedInbox.Mail.Mime.Charsets;
using UnifiedInbox.Mail.Mime.Headers;
using UnifiedInbox.Mail.Mime.Sources;

namespace UnifiedInbox.Mail.Mime.Structure;

/// <summary>
/// One pass over the raw mail that finds where its parts begin and end. Between two boundaries only "line break, two hyphens"
/// is searched for, so attachments pass at the speed of memory. No recursion: depth is data here.
/// </summary>
internal sealed class TreeReader
{
    private const int LongestBoundary = 2000;

    private readonly MimeContext mail;
    private readonly Window window;
    private readonly HeaderReader headers;
    private readonly OpenMultiparts open = new();
    private int parts;

    private TreeReader(MimeContext mail, Window window)
    {
        (this.mail, this.window) = (mail, window);
        headers = new HeaderReader(window, mail.Limits, mail.Defects);
    }

    public static MimePart Read(MimeContext mail)
    {
        using var window = new Window(mail.Source);
        return new TreeReader(mail, window).Read();
    }

    private MimePart Read()
    {
        var at = window.At(0, 3).StartsWith(Encoding.UTF8.Preamble) ? 3L : 0L;
        var root = ReadPart(ref at, isInDigest: false);
        MimePart? leaf = root;
        while (true)
        {
            if (leaf is not null && Opens(leaf)) leaf = null;
            if (open.Count == 0) break;
            var (index, isClose, lineStart, next) = FindLine(at);
            if (index < 0) break;
            leaf?.EndAt(ContentEnd(leaf.Start, lineStart));
            if (leaf is not null && leaf.Begin == lineStart && leaf != root) DropLast();
            CloseInner(index, lineStart);
            at = next;
            if (isClose)
            {
                Close(index, lineStart);
                leaf = null;
                continue;
            }
            if (parts >= mail.Limits.MaxParts)
            {
                mail.Defects.Add(MimeDefectKind.TooManyParts, at);
                EndAll(at);
                return root;
            }
            leaf = ReadPart(ref at, open[index].ContentType.MediaType == "multipart/digest");
            open[index].Add(leaf);
        }
        leaf?.EndAt(window.SourceLength);
        EndAll(window.SourceLength);
        return root;
    }

    private MimePart ReadPart(ref long at, bool isInDigest)
    {
        parts++;
        var begin = at;
        var list = headers.Read(ref at, open);
        return new MimePart(mail, list, ReadContentType(list, begin, isInDigest), begin, at);
    }

    private ContentType ReadContentType(HeaderList list, long begin, bool isInDigest)
    {
        if (list.Find("Content-Type") is not { } header) return isInDigest ? ContentType.EmbeddedMessage : ContentType.PlainText;
        if (ContentType.Parse(header.RawValue) is { } type)
        {
            if (type.Charset is { } charset && !CharsetText.Knows(charset)) mail.Defects.Add(MimeDefectKind.UnknownCharset, begin);
            return type;
        }
        mail.Defects.Add(MimeDefectKind.InvalidContentType, begin);
        return ContentType.PlainText;
    }

    /// <summary>Makes a multipart that can be taken apart the innermost open one.</summary>
    private bool Opens(MimePart part)
    {
        if (!part.ContentType.IsMultipart) return false;
        if (part.TransferEncoding != TransferEncoding.None) mail.Defects.Add(MimeDefectKind.EncodedMultipart, part.Start);
        var boundary = part.ContentType.Parameters.GetValueOrDefault("boundary");
        if (string.IsNullOrEmpty(boundary) || boundary.Length > LongestBoundary) mail.Defects.Add(MimeDefectKind.MissingBoundary, part.Start);
        else if (open.Count + mail.Depth >= mail.Limits.MaxDepth) mail.Defects.Add(MimeDefectKind.TooDeep, part.Start);
        else
        {
            open.Push(part, boundary);
            return true;
        }
        return false;
    }

    /// <summary>The next line that ends a part of any open multipart; index -1 at the end of the mail.</summary>
    private (int Index, bool IsClose, long LineStart, long Next) FindLine(long at)
    {
        var isLineStart = true;
        while (true)
        {
            var view = window.At(at, Window.Most);
            if (isLineStart)
            {
                var index = open.Find(view, out var isClose, out var length);
                if (index >= 0) return (index, isClose, at, at + length);
            }
            var found = view.IndexOf("\n--"u8);
            isLineStart = found >= 0;
            if (found >= 0) at += found + 1;
            else if (at + view.Length >= window.SourceLength || view.Length < 3) return (-1, false, at, at);
            else at += view.Length - 2;
        }
    }

    /// <summary>The line break before a boundary belongs to the boundary.</summary>
    private long ContentEnd(long start, long lineStart)
    {
        if (lineStart <= start) return start;
        if (lineStart - 1 > start && window.At(lineStart - 2, 1)[0] == '\r') return lineStart - 2;
        return lineStart - 1;
    }

    /// <summary>Two boundaries with nothing between them, not even an empty line, are one.</summary>
    private void DropLast()
    {
        open.Last.RemoveLast();
        parts--;
    }

    private void CloseInner(int index, long at)
    {
        for (var inner = open.Count - 1; inner > index; inner--)
        {
            mail.Defects.Add(MimeDefectKind.MissingCloseBoundary, at);
            Close(inner, at);
        }
    }

    private void Close(int index, long at)
    {
        open[index].EndAt(Math.Max(open[index].Start, at));
        if (open[index].Children.Count == 0) mail.Defects.Add(MimeDefectKind.NoPartInMultipart, open[index].Start);
        open.CutTo(index);
    }

    private void EndAll(long at)
    {
        if (open.Count > 0) CloseInner(-1, at);
    }
}
