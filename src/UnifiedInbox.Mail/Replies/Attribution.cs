using System.Buffers;

namespace UnifiedInbox.Mail.Replies;

/// <summary>
/// <c>On Wed, Mar 4, 2026, Acme wrote:</c> in the languages we know, and by its shape (a date, an address, a colon) in those we do not.
/// </summary>
internal static class Attribution
{
    private const int MostLines = 5;

    private const int Longest = 400;

    /// <summary>How sure it is: a weak one counts only with a quote below.</summary>
    internal enum Strength
    {
        None,
        Weak,
        Strong,
    }

    /// <summary>Finds the attribution that ends on a line.</summary>
    /// <returns>The line it begins on; <see cref="Strength.None"/> where there is none.</returns>
    public static (int Start, Strength Strength) EndingAt(IReadOnlyList<ReplyLine> lines, int end, int notBefore)
    {
        var last = lines[end].Text.AsSpan().TrimEnd(Rims);
        if (last.Length == 0 || last.Length > Longest || !CouldEnd(lines[end].Text, last)) return (end, Strength.None);
        var (start, best) = (end, Strength.None);
        var window = "";
        for (var (at, blanks) = (end, 0); at >= notBefore && end - at < MostLines; at--)
        {
            var line = lines[at];
            if (line.IsBlank && (++blanks > 1 || !Continues(lines[at + 1].Text))) break;
            if (line.IsQuoted && at != end && !lines[end].IsQuoted) break;
            window = $"{line.Text.AsSpan().Trim(Rims)} {window}".Trim();
            if (window.Length > Longest) break;
            var strength = Judge(window, at == end && IsRuled(line.Text));
            if (at == end && strength != Strength.None && IsRuled(line.Text)) strength = Strength.Strong;
            if (strength == Strength.None || line.IsBlank) continue;
            if (Opens(line.Text)) return (at, strength);
            if (strength > best) (start, best) = (at, strength);
        }
        return (start, best);
    }

    /// <summary>A cheap look before the windows are built.</summary>
    private static bool CouldEnd(string line, ReadOnlySpan<char> trimmed) =>
        trimmed[^1] is ':' or '：' or '>' or ')' || line[^1] == '-' || char.IsAsciiDigit(trimmed.TrimStart('-')[0]) || EndsWithVerb(trimmed);

    /// <summary><c>---- John Smith wrote ----</c></summary>
    private static bool IsRuled(string line) => line.AsSpan().Trim() is ['-', '-', .., '-', '-'];

    private static Strength Judge(string window, bool ruled)
    {
        var colon = window[^1] is ':' or '：';
        var body = window.AsSpan().TrimEnd(":： *_");
        var verb = EndsWithVerb(body) || ContainsVerb(window);
        var dated = Dates.Contain(body);
        var address = body.Contains('@') && body.ContainsAny(['<', '(', '[', '"', '@']);
        if (verb && (colon || EndsWithVerb(body)))
        {
            if (IsOwn(body)) return Strength.Weak;
            return dated || address ? Strength.Strong : colon || ruled ? Strength.Weak : Strength.None;
        }
        if (colon && dated && address) return Opens(window) ? Strength.Strong : Strength.Weak;
        if (colon && (dated || address)) return Strength.Weak;
        if (!char.IsAsciiDigit(window[0])) return Strength.None;
        // Gmail once wrote no verb at all: "2016-03-03 17:21 GMT+01:00 Some One".
        if (window.Contains(" GMT+", StringComparison.Ordinal) || window.Contains(" GMT-", StringComparison.Ordinal)) return Strength.Strong;
        return dated && address ? Strength.Weak : Strength.None;
    }

    /// <summary>People tell what they wrote themselves.</summary>
    private static bool IsOwn(ReadOnlySpan<char> body) =>
        body.EndsWith(" I wrote", StringComparison.OrdinalIgnoreCase) || body.EndsWith(" we wrote", StringComparison.OrdinalIgnoreCase)
        || body.Contains(" schrieb ich", StringComparison.OrdinalIgnoreCase) || body.EndsWith(" j'ai écrit", StringComparison.OrdinalIgnoreCase);

    public static bool Opens(string line)
    {
        var start = line.AsSpan().TrimStart(Rims);
        if (start.Length == 0 || start.IndexOfAnyInRange('0', '9') < 0) return false;
        if (start[0] is '在' or '于' or '於') return true;
        if (char.IsAsciiDigit(start[0])) return Dates.StartWithNumber(start);
        var word = start.IndexOfAny(' ', '\u00a0', ',');
        return word > 0 && (ReplyWords.Openers.Contains(start[..word].ToString()) || (start[word] == ',' && Dates.StartsWithDate(start)));
    }

    private static bool Continues(string line) => line.AsSpan().TrimStart() is [var first, ..] && (first is '<' or '>' || char.IsLower(first));

    private static bool EndsWithVerb(ReadOnlySpan<char> text)
    {
        foreach (var verb in Verbs.EndingLike(text))
            if (EndsWith(text, verb)) return true;
        return false;
    }

    private static bool EndsWith(ReadOnlySpan<char> text, string verb) => text.EndsWith(verb, StringComparison.OrdinalIgnoreCase)
        && (text.Length == verb.Length || !char.IsLetter(text[^(verb.Length + 1)]) || verb[0] > '\u2000');

    private static bool ContainsVerb(string text)
    {
        if (!text.AsSpan().ContainsAny(Wrote)) return false;
        foreach (var verb in ReplyWords.Wrote)
            for (var at = text.IndexOf(verb, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(verb, at + 1, StringComparison.OrdinalIgnoreCase))
                if ((at == 0 || !char.IsLetter(text[at - 1])) && (at + verb.Length >= text.Length || !char.IsLetter(text[at + verb.Length]))) return true;
        return false;
    }

    private static readonly WordsByLetter Verbs = WordsByLetter.ByLast([.. ReplyWords.Wrote, .. ReplyWords.WroteAtEnd]);
    private static readonly SearchValues<string> Wrote = SearchValues.Create(ReplyWords.Wrote, StringComparison.OrdinalIgnoreCase);

    /// <summary>Quote marks, rules and marks of direction around an attribution.</summary>
    private const string Rims = " \t\u00a0>-*_|\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2068\u2069";
}
