using System.Globalization;
using System.Text;

namespace UnifiedInbox.Mail.Imap.Failures;

/// <summary>Words of a server, fit to be shown: bounded, on one line, and without what would reorder or hide other text.</summary>
internal static class UntrustedText
{
    private const int Longest = 200;

    public static string? Clean(string? text)
    {
        if (text is null) return null;
        var clean = new StringBuilder(Math.Min(text.Length, Longest));
        foreach (var c in text)
        {
            if (clean.Length == Longest) break;
            var hidden = char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            clean.Append(hidden ? ' ' : c);
        }
        return clean.ToString().Trim();
    }
}
