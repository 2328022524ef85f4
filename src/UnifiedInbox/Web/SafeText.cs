using System.Text;

namespace UnifiedInbox.Web;

/// <summary>Text as PostgreSQL can store it: NUL and lone surrogates become U+FFFD instead of an error.</summary>
internal static class SafeText
{
    public static string Clean(string text)
    {
        if (IsClean(text)) return text;
        var clean = new StringBuilder(text.Length);
        // EnumerateRunes yields U+FFFD for a lone surrogate.
        foreach (var rune in text.EnumerateRunes()) clean.Append((rune.Value == 0 ? Rune.ReplacementChar : rune).ToString());
        return clean.ToString();
    }

    private static bool IsClean(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0') return false;
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }
        return true;
    }
}
