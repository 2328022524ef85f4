using System.Buffers;
using UnifiedInbox.Mail.Mime.Sources;
using UnifiedInbox.Mail.Mime.Structure;

namespace UnifiedInbox.Mail.Mime.Headers;

/// <summary>
/// Reads header blocks, one after the other, within the limits of a mail. A line that is no header is skipped where a header
/// comes behind it; else the content begins there, as a sender who forgot the empty line means it.
/// </summary>
internal sealed class HeaderReader(Window window, MimeLimits limits, DefectList defects)
{
    private static readonly SearchValues<byte> NameCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    /// <summary>What a header takes in memory beside its text: a million of two characters must not pass for two megabytes.</summary>
    private const int HeaderCost = 64;

    private int budget = limits.MaxHeaderBytes;
    private readonly ArrayBufferWriter<byte> block = new(2048);
    private readonly List<HeaderPlace> places = [];
    private bool taking;
    private long nextHeader;

    /// <summary>Reads from <paramref name="at"/> on, which is then where the content begins.</summary>
    public HeaderList Read(ref long at, OpenMultiparts open)
    {
        block.ResetWrittenCount();
        places.Clear();
        taking = false;
        nextHeader = -1;
        while (true)
        {
            var view = window.At(at, Window.Most);
            if (view.IsEmpty) break;
            var end = view.IndexOf((byte)'\n');
            var line = end < 0 ? view : view[..end];
            if (line.IsEmpty || (line.Length == 1 && line[0] == '\r'))
            {
                at += line.Length + (end < 0 ? 0 : 1);
                break;
            }
            if (open.Matches(view)) break;
            if (!TakeLine(line, at)) break;
            at += line.Length;
            if (end < 0) TakeRestOfLine(ref at);
            else at++;
        }
        return HeaderList.Of(block.WrittenSpan.ToArray(), places);
    }

    /// <summary>False where the line is the first one of the content.</summary>
    private bool TakeLine(ReadOnlySpan<byte> line, long at)
    {
        if (line[0] is (byte)' ' or (byte)'\t')
        {
            Continue(line, at);
            return true;
        }
        var colon = NameLength(line, out var name);
        if (colon >= 0)
        {
            Begin(line, name, colon, at);
            return true;
        }
        taking = false;
        if (line.StartsWith("From "u8) || line.StartsWith(">From "u8)) return true;
        if (at >= nextHeader) nextHeader = FindHeader(at + line.Length);
        defects.Add(at < nextHeader ? MimeDefectKind.InvalidHeaderLine : MimeDefectKind.MissingHeaderEnd, at);
        return at < nextHeader;
    }

    /// <summary>
    /// Where the next line stands that is a header beyond doubt, -1 where an empty line or 16 KiB come before. What it skips is
    /// not looked at again, so a block of such lines costs one look at each.
    /// </summary>
    private long FindHeader(long at)
    {
        var view = window.At(at, Window.Most);
        if (view.Length > Window.Most) view = view[..Window.Most];
        for (var start = view.IndexOf((byte)'\n') + 1; start > 0 && start < view.Length;)
        {
            var line = view[start..];
            var end = line.IndexOf((byte)'\n');
            if (end >= 0) line = line[..end];
            if (line.Trim("\r"u8).IsEmpty) return -1;
            if (IsHeader(line)) return at + start;
            start = end < 0 ? -1 : start + end + 1;
        }
        return -1;
    }

    private static bool IsHeader(ReadOnlySpan<byte> line)
    {
        var name = line.IndexOfAnyExcept(NameCharacters);
        if (name < 2) return false;
        var rest = line[name..].TrimStart(" \t"u8);
        return rest.StartsWith(":"u8) && (rest.Length == 1 || rest[1] is (byte)' ' or (byte)'\t' or (byte)'\r');
    }

    private void Begin(ReadOnlySpan<byte> line, int name, int colon, long at)
    {
        taking = places.Count < limits.MaxHeaders && budget > HeaderCost;
        if (!taking)
        {
            defects.Add(MimeDefectKind.TooManyHeaders, at);
            return;
        }
        budget -= HeaderCost;
        places.Add(new HeaderPlace(block.WrittenCount, name, block.WrittenCount + colon + 1, block.WrittenCount));
        Append(line, at);
    }

    /// <summary>The fold becomes one blank: what a mail program indents by is no part of a file name.</summary>
    private void Continue(ReadOnlySpan<byte> line, long at)
    {
        var text = line.TrimStart(" \t"u8);
        Append(block.WrittenCount > 0 && block.WrittenSpan[^1] is (byte)' ' or (byte)'\t' ? text : line[(line.Length - text.Length - 1)..], at);
    }

    private void Append(ReadOnlySpan<byte> piece, long at)
    {
        if (!taking) return;
        if (piece.EndsWith("\r"u8)) piece = piece[..^1];
        var place = places[^1];
        var room = Math.Min(limits.MaxHeaderLength - (place.End - place.Start), budget);
        if (piece.Length > room)
        {
            defects.Add(MimeDefectKind.HeaderTooLong, at);
            piece = piece[..room];
            taking = false;
        }
        block.Write(piece);
        budget -= piece.Length;
        var end = block.WrittenCount;
        places[^1] = place with { End = end, ValueStart = Math.Min(place.ValueStart, end) };
    }

    private void TakeRestOfLine(ref long at)
    {
        while (true)
        {
            var view = window.At(at, Window.Most);
            if (view.IsEmpty) return;
            var end = view.IndexOf((byte)'\n');
            var piece = end < 0 ? view : view[..end];
            Append(piece, at);
            at += piece.Length;
            if (end < 0) continue;
            at++;
            return;
        }
    }

    /// <summary>Where the colon stands behind a name of printable characters (blanks before it are an obsolete form), or -1.</summary>
    private static int NameLength(ReadOnlySpan<byte> line, out int name)
    {
        name = 0;
        var stop = line.IndexOfAnyExceptInRange((byte)'!', (byte)'~');
        var colon = line.IndexOf((byte)':');
        if (colon < 0) return -1;
        if (stop < 0 || colon < stop)
        {
            name = colon;
            return colon;
        }
        name = stop;
        return stop > 0 && line[stop..colon].IndexOfAnyExcept((byte)' ', (byte)'\t') < 0 ? colon : -1;
    }
}

/// <summary>Where in its block a header stands, its name and its value.</summary>
internal readonly record struct HeaderPlace(int Start, int NameLength, int ValueStart, int End);
