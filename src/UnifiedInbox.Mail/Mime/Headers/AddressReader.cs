using System.Text;

namespace UnifiedInbox.Mail.Mime.Headers;

/// <summary>
/// Reads address lists: groups, comments, quoted and obsolete forms, and what is none of them but plainly meant, such as a
/// semicolon between two addresses, a name without quotes that holds a comma in an encoded word, or a bare address behind its name.
/// One pass, whatever stands there.
/// </summary>
internal sealed class AddressReader
{
    private const int Most = 10_000;

    private readonly string text;
    private readonly int lastWordEnd;
    private readonly List<Mailbox> found = [];
    private readonly StringBuilder phrase = new();
    private string? angle;
    private string? comment;
    private string? group;
    private bool isQuoted;
    private int at;

    private AddressReader(string text) => (this.text, lastWordEnd) = (text, text.LastIndexOf("?=", StringComparison.Ordinal));

    public static List<Mailbox> Read(string text) => new AddressReader(text).Read();

    private List<Mailbox> Read()
    {
        while (at < text.Length && found.Count < Most)
        {
            switch (text[at])
            {
                case '"': Quoted(); break;
                case '(': comment = Comments.Skip(text, ref at) is { Length: > 0 } said ? said : comment; break;
                case '<': Angle(); break;
                case '[': Literal(); break;
                case ',': EndMailbox(); break;
                case ';': EndGroup(); break;
                case ':' when BeginsGroup(): BeginGroup(); break;
                case '=' when at < lastWordEnd && text[at + 1] == '?': Word(); break;
                default: phrase.Append(text[at++]); break;
            }
        }
        EndMailbox();
        return found;
    }

    /// <summary>A quoted name loses its quotes, a quoted local part keeps them.</summary>
    private void Quoted()
    {
        var start = at;
        var value = QuotedText.Read(text, ref at);
        if (at < text.Length && text[at] == '@') phrase.Append(text, start, at - start);
        else
        {
            isQuoted = true;
            phrase.Append(value);
        }
    }

    private void Angle()
    {
        at++;
        var start = at;
        var (isInQuotes, hasSign) = (false, false);
        for (; at < text.Length; at++)
        {
            if (text[at] == '\\') at++;
            else if (text[at] == '"') isInQuotes = !isInQuotes;
            else if (isInQuotes) continue;
            else if (text[at] == '<') (start, hasSign) = (at + 1, false);
            else if (text[at] is '>') break;
            else if (text[at] == ',' && hasSign) break;
            else hasSign |= text[at] == '@' && at > start;
        }
        at = Math.Min(at, text.Length);
        angle ??= AddressText.Clean(text[start..at]);
        while (at < text.Length && text[at] == '>') at++;
    }

    private void Literal()
    {
        var end = text.IndexOf(']', at);
        if (end < 0) end = text.Length - 1;
        phrase.Append(text, at, end + 1 - at);
        at = end + 1;
    }

    private void Word()
    {
        var end = EncodedWord.TryRead(text, at, out var word) ? word.End : at + 1;
        phrase.Append(text, at, end - at);
        at = end;
    }

    private bool BeginsGroup() => angle is null && group is null && phrase.Length > 0 && phrase[0] != '@';

    private void BeginGroup()
    {
        at++;
        group = EncodedWords.Decode(phrase.ToString().Trim());
        phrase.Clear();
        (comment, isQuoted) = (null, false);
    }

    private void EndGroup()
    {
        EndMailbox();
        group = null;
    }

    private void EndMailbox()
    {
        at++;
        var said = phrase.ToString();
        var mailbox = angle is not null ? new Mailbox(Name(said), angle, group) : Bare(said);
        if (mailbox is not null && (mailbox.Address.Length > 0 || mailbox.Name.Length > 0)) found.Add(mailbox);
        phrase.Clear();
        (angle, comment, isQuoted) = (null, null, false);
    }

    /// <summary>No angle brackets: an address, perhaps with its name around it or in a comment.</summary>
    private Mailbox? Bare(string said)
    {
        said = said.Trim();
        if (said.Length == 0 && comment is null) return null;
        if (AddressText.Split(said) is var (address, name)) return BareOf(address, name);
        var isName = said.Length == 0 || isQuoted || said.AsSpan().ContainsAny(" \t@") || said.StartsWith("=?", StringComparison.Ordinal);
        if (isName) return new Mailbox(Name(said), "", group);
        return new Mailbox(Name(""), said, group);
    }

    /// <summary>"a@b c@d" is two addresses without a comma, not one with the other as its name.</summary>
    private Mailbox BareOf(string address, string name)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (comment is not null || words.Length is 0 or > 100 || !Array.TrueForAll(words, word => word.IndexOf('@', StringComparison.Ordinal) > 0))
            return new Mailbox(Name(name), AddressText.Clean(address), group);
        foreach (var word in words) found.Add(new Mailbox("", AddressText.Clean(word), group));
        return new Mailbox("", AddressText.Clean(address), group);
    }

    private string Name(string said)
    {
        var name = AddressText.Collapse(EncodedWords.Decode(said));
        return name.Length == 0 && comment is not null ? AddressText.Collapse(EncodedWords.Decode(comment)) : name;
    }
}
