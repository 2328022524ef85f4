namespace UnifiedInbox.Mail.Threads;

/// <summary><c>Re:</c>, <c>Fwd[2]:</c> and what other languages write instead.</summary>
internal static class SubjectPrefix
{
    /// <summary>The length of the prefix a text begins with, its colon included; 0 where there is none.</summary>
    public static int Length(string text, bool hasParent)
    {
        var end = 0;
        while (end < text.Length && end <= LongestWord && (char.IsLetter(text[end]) || text[end] == '.' || char.GetUnicodeCategory(text[end]) == System.Globalization.UnicodeCategory.NonSpacingMark)) end++;
        if (end == 0 || !IsKnown(text[..end], hasParent)) return 0;
        end = SkipCount(text, SkipSpaces(text, end));
        end = SkipSpaces(text, end);
        return end < text.Length && text[end] is ':' or '：' ? end + 1 : 0;
    }

    private static bool IsKnown(string word, bool hasParent) => Words.Contains(word) || (hasParent && Letters.Contains(word));

    /// <summary>How often: <c>[2]</c>, <c>(3)</c>, <c>^4</c>, <c>*5</c>.</summary>
    private static int SkipCount(string text, int at)
    {
        if (at >= text.Length || text[at] is not ('[' or '(' or '^' or '*')) return at;
        var end = at + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        if (end == at + 1) return at;
        if (text[at] is '^' or '*') return end;
        return end < text.Length && text[end] == (text[at] == '[' ? ']' : ')') ? end + 1 : at;
    }

    private static int SkipSpaces(string text, int at)
    {
        while (at < text.Length && text[at] == ' ') at++;
        return at;
    }

    private const int LongestWord = 14;

    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "Re", "Fw", "Fwd", "Aw", "WG", "Antw", "Antwort", "SV", "VS", "VB", "VL", "RV", "RES", "ENC", "RIF", "TR", "Rép", "Rep", "REF", "Réf", "Odp", "PD",
        "YNT", "İLT", "ILT", "ATB", "ΑΠ", "ΠΡΘ", "Vá", "Továbbítás", "Ang", "Doorst", "FS", "Bls", "Vast", "Отв",
        "回复", "答复", "转发", "回覆", "轉寄", "轉發", "返信", "転送", "답장", "전달", "回信",
    };

    private static readonly HashSet<string> Letters = new(StringComparer.OrdinalIgnoreCase) { "R", "I" };
}
