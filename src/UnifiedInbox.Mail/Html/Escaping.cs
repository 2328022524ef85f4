using System.Text;

namespace UnifiedInbox.Mail.Html;

/// <summary>Text as HTML.</summary>
internal static class Escaping
{
    public static void AppendText(StringBuilder html, ReadOnlySpan<char> text) => Append(html, text, "&<>\0");

    /// <summary>For a value in double quotes. Brackets and backticks are escaped too, for readers that know quotes less well.</summary>
    public static void AppendAttribute(StringBuilder html, ReadOnlySpan<char> text) => Append(html, text, "&<>\"`\0");

    private static void Append(StringBuilder html, ReadOnlySpan<char> text, ReadOnlySpan<char> special)
    {
        for (int at; (at = text.IndexOfAny(special)) >= 0; text = text[(at + 1)..])
            html.Append(text[..at]).Append(text[at] switch { '&' => "&amp;", '<' => "&lt;", '>' => "&gt;", '"' => "&quot;", '`' => "&#96;", _ => "" });
        html.Append(text);
    }
}
