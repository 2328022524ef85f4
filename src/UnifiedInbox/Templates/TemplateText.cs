using System.Net;
using System.Text.RegularExpressions;

namespace UnifiedInbox.Templates;

/// <summary>
/// The language of templates: <c>{{name}}</c> and <c>{{name|what to say where nothing is known}}</c>. It is read once: what comes in
/// from a contact is never read as a variable.
/// </summary>
internal static partial class TemplateText
{
    public static IEnumerable<string> NamesIn(string text) => Variable().Matches(text).Select(NameOf).Distinct();

    /// <summary>What is wrong with a text, for its writer; null when nothing is.</summary>
    public static string? Objection(string text)
    {
        if (NamesIn(text).FirstOrDefault(name => !TemplateVariables.IsKnown(name)) is { } unknown) return $"There is no variable “{unknown}”.";
        // A mark in the place of each, so that braces around one do not become new ones.
        return Variable().Replace(text, "\u0001").Contains("{{", StringComparison.Ordinal)
            ? "A variable is written {{name}} or {{name|default}}; one here does not end, or is empty."
            : null;
    }

    /// <summary>
    /// The text for somebody. What nothing is known of, and has no default, is added to <paramref name="missing"/> and stays as it
    /// is written, to be filled in by hand; where nothing is missing no pair of braces is left, wherever it came from.
    /// </summary>
    public static string Render(string text, Func<string, string?> find, bool isHtml, ICollection<string> missing)
    {
        var before = missing.Count;
        var rendered = Variable().Replace(text, match =>
        {
            if (find(NameOf(match)) is { } value) return Apart(isHtml ? WebUtility.HtmlEncode(value) : value);
            if (match.Groups[2].Success) return match.Groups[2].Value;
            if (!missing.Contains(NameOf(match))) missing.Add(NameOf(match));
            return match.Value;
        });
        return missing.Count == before ? Apart(rendered) : rendered;
    }

    /// <summary>Variables somebody left to be filled in, by name; words in braces that are none are nobody's business.</summary>
    public static IEnumerable<string> LeftIn(string text) => NamesIn(text).Where(TemplateVariables.IsKnown);

    /// <summary>The text, cut into what is plain and what is a variable.</summary>
    public static IEnumerable<(string Text, bool IsVariable)> Parts(string text)
    {
        var at = 0;
        foreach (Match match in Variable().Matches(text))
        {
            if (match.Index > at) yield return (text[at..match.Index], false);
            yield return (match.Value, true);
            at = match.Index + match.Length;
        }
        if (at < text.Length) yield return (text[at..], false);
    }

    private static string Apart(string text)
    {
        while (text.Contains("{{", StringComparison.Ordinal)) text = text.Replace("{{", "{ {", StringComparison.Ordinal);
        return text;
    }

    private static string NameOf(Match variable) => variable.Groups[1].Value.Trim();

    [GeneratedRegex(@"\{\{([^{}|\r\n]{1,200})(?:\|([^{}]{0,500}))?\}\}")]
    private static partial Regex Variable();
}
