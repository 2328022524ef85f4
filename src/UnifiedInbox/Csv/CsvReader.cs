using System.Buffers;

namespace UnifiedInbox.Csv;

/// <summary>
/// Reads records of RFC 4180 from text of any size, in bounded memory, and goes on after what is broken: a record whose quotes do not
/// fit costs its own line and no other. An ordinary parser reads such a file to its end as one cell, or gives up; hence one of our own.
/// </summary>
internal sealed class CsvReader(TextReader text, char delimiter)
{
    public const int LongestCell = 20_000;
    public const int LongestRaw = 2_000;
    public const int MostColumns = 500;

    /// <summary>A record may be this long while it is still looked for its end; the memory one broken file can cost.</summary>
    private const int LongestRecord = 16 * 1024 * 1024;
    private const int UsualBuffer = 128 * 1024;

    private readonly SearchValues<char> ends = SearchValues.Create([delimiter, '\r', '\n']);
    private readonly List<string> cells = [];
    private char[] buffer = new char[UsualBuffer];
    private int start;
    private int end;
    private bool atEnd;
    private long line = 1;
    private int columns;
    private int opened;
    private string? error;

    private enum Found { Record, More, Unclosed, AfterQuote, TooLong }

    /// <summary>The next record that is not a blank line; null at the end.</summary>
    public async ValueTask<CsvRecord?> ReadAsync(CancellationToken ct)
    {
        while (true)
        {
            var found = Parse(out var length);
            if (found == Found.More || (found == Found.AfterQuote && !SeesLine()))
            {
                await FillAsync(ct);
                continue;
            }
            if (start == end && atEnd) return null;
            var record = found == Found.Record ? Take(length) : await RefuseAsync(found, ct);
            if (record is not null) return record;
        }
    }

    private CsvRecord? Take(int length)
    {
        var all = buffer.AsSpan(start, length);
        var words = all.TrimEnd("\r\n");
        var record = new CsvRecord(line, error is null ? [.. cells] : [], Cut(words), error);
        var isBlank = words.Length == 0;
        if (columns == 0 && !isBlank) columns = cells.Count;
        Skip(length);
        return isBlank ? null : record;
    }

    /// <summary>Whether the end of the line is in sight, which is what is refused where its quotes do not fit.</summary>
    private bool SeesLine()
    {
        var newline = buffer.AsSpan(start, end - start).IndexOfAny('\r', '\n');
        return atEnd || end - start >= LongestRecord || (newline >= 0 && start + newline + 1 < end);
    }

    /// <summary>
    /// What follows a stray quote are rows of their own, so reading goes on at the next line. Only where a cell grows beyond all
    /// measure, and its first line does not look like a whole row, is it one huge cell, and passed over up to its closing quote.
    /// </summary>
    private async ValueTask<CsvRecord> RefuseAsync(Found found, CancellationToken ct)
    {
        var newline = buffer.AsSpan(start, end - start).IndexOfAny('\r', '\n');
        var first = newline < 0 ? buffer.AsSpan(start, end - start) : buffer.AsSpan(start, newline);
        var isRow = newline >= 0 && first.Count(delimiter) + 1 == columns;
        var record = new CsvRecord(line, [], Cut(first), found switch
        {
            Found.Unclosed => "A quotation mark is opened and never closed.",
            Found.AfterQuote => "Something stands behind a closing quotation mark. A quotation mark inside a cell has to be doubled.",
            _ => "The row is longer than 16 million characters.",
        });
        if (found == Found.TooLong || (found == Found.Unclosed && !atEnd && !isRow)) await PassOverAsync(found == Found.Unclosed, ct);
        else Skip(newline < 0 ? end - start : newline + NewlineAt(start + newline));
        return record;
    }

    /// <summary>To behind the line in which the record ends, without keeping it.</summary>
    private async ValueTask PassOverAsync(bool quoted, CancellationToken ct)
    {
        if (quoted) Skip(opened + 1 - start);
        while (quoted ? !PassQuoted() : !PassLine())
        {
            if (atEnd)
            {
                Skip(end - start);
                return;
            }
            await FillAsync(ct);
        }
        if (quoted) await PassOverAsync(quoted: false, ct);
    }

    /// <summary>True once behind the closing quotation mark. The last one in sight may be half of a doubled one, and is left.</summary>
    private bool PassQuoted()
    {
        while (true)
        {
            var quote = buffer.AsSpan(start, end - start).IndexOf('"');
            if (quote < 0 || start + quote + 1 >= end)
            {
                Skip(quote < 0 ? end - start : quote);
                return false;
            }
            var doubled = buffer[start + quote + 1] == '"';
            Skip(quote + (doubled ? 2 : 1));
            if (!doubled) return true;
        }
    }

    private bool PassLine()
    {
        var newline = buffer.AsSpan(start, end - start).IndexOfAny('\r', '\n');
        if (newline < 0) Skip(end - start);
        else if (buffer[start + newline] == '\r' && start + newline + 1 >= end && !atEnd) newline = -1;
        if (newline < 0) return false;
        Skip(newline + NewlineAt(start + newline));
        return true;
    }

    private Found Parse(out int length)
    {
        cells.Clear();
        error = null;
        length = 0;
        var at = start;
        while (true)
        {
            var opening = Opening(at);
            var found = opening >= 0 ? Quoted(opening, ref at) : Plain(ref at);
            if (found != Found.Record) return found;
            if (at >= end)
            {
                if (!atEnd) return More();
                length = at - start;
                return Found.Record;
            }
            if (buffer[at] == delimiter)
            {
                at++;
                continue;
            }
            if (buffer[at] == '\r' && at + 1 >= end && !atEnd) return More();
            length = at - start + NewlineAt(at);
            return Found.Record;
        }
    }

    /// <summary>Where a quotation mark begins the cell, spaces before it aside; -1 where none does.</summary>
    private int Opening(int at)
    {
        while (at < end && buffer[at] == ' ') at++;
        return at < end && buffer[at] == '"' ? at : -1;
    }

    private Found Plain(ref int at)
    {
        var stop = buffer.AsSpan(at, end - at).IndexOfAny(ends);
        if (stop < 0 && !atEnd) return More();
        var last = stop < 0 ? end : at + stop;
        Add(buffer.AsSpan(at, last - at), doubled: false);
        at = last;
        return Found.Record;
    }

    private Found Quoted(int opening, ref int at)
    {
        opened = opening;
        var from = opening + 1;
        var next = from;
        var doubled = false;
        while (true)
        {
            var quote = buffer.AsSpan(next, end - next).IndexOf('"');
            if (quote < 0) return atEnd ? Found.Unclosed : More(Found.Unclosed);
            next += quote;
            if (next + 1 >= end && !atEnd) return More(Found.Unclosed);
            if (next + 1 >= end || buffer[next + 1] != '"') break;
            doubled = true;
            next += 2;
        }
        Add(buffer.AsSpan(from, next - from), doubled);
        for (at = next + 1; at < end && buffer[at] == ' ';) at++;
        return at >= end || buffer[at] == delimiter || buffer[at] is '\r' or '\n' ? Found.Record : Found.AfterQuote;
    }

    private void Add(ReadOnlySpan<char> cell, bool doubled)
    {
        if (cell.Length > LongestCell) error ??= $"A cell holds {cell.Length:#,0} characters; {LongestCell:#,0} are the most.";
        if (cells.Count >= MostColumns) error ??= $"It has more than {MostColumns} columns.";
        if (error is null) cells.Add(doubled ? cell.ToString().Replace("\"\"", "\"", StringComparison.Ordinal) : cell.ToString());
    }

    private Found More(Found tooLong = Found.TooLong) => end - start < LongestRecord ? Found.More : tooLong;

    private int NewlineAt(int at) => buffer[at] == '\r' && at + 1 < end && buffer[at + 1] == '\n' ? 2 : 1;

    private void Skip(int length)
    {
        var passed = buffer.AsSpan(start, length);
        var returns = passed.Count('\r') - passed.Count("\r\n");
        line += passed.Count('\n') + returns;
        start += length;
    }

    private async ValueTask FillAsync(CancellationToken ct)
    {
        var kept = end - start;
        var target = kept > buffer.Length / 2 ? new char[buffer.Length * 2] : kept < UsualBuffer / 2 && buffer.Length > UsualBuffer ? new char[UsualBuffer] : buffer;
        buffer.AsSpan(start, kept).CopyTo(target);
        (buffer, start, end) = (target, 0, kept);
        var read = await text.ReadAsync(buffer.AsMemory(end), ct);
        end += read;
        if (read == 0) atEnd = true;
    }

    private static string Cut(ReadOnlySpan<char> raw) => raw.Length <= LongestRaw ? raw.ToString() : string.Concat(raw[..LongestRaw], " …");
}
