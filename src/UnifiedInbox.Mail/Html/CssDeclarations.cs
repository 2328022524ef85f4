using System.Text;

namespace UnifiedInbox.Mail.Html;

/// <summary>Keeps the declarations of a style attribute or of a rule that <see cref="CssProperties"/> allows.</summary>
internal static class CssDeclarations
{
    /// <summary>The allowed declarations, in order, as <c>name: value; name: value</c>.</summary>
    public static string Clean(string css, ImageSources images)
    {
        var kept = new StringBuilder(css.Length);
        css = CssText.WithoutComments(css);
        for (var at = 0; at < css.Length;)
        {
            var end = CssText.Find(css, at, css.Length, ";");
            var colon = css.IndexOf(':', at, end - at);
            if (colon > 0) Append(kept, css.AsSpan(at, colon - at).Trim().ToString().ToLowerInvariant(), css[(colon + 1)..end], images);
            at = end + 1;
        }
        return kept.ToString();
    }

    private static void Append(StringBuilder kept, string name, string value, ImageSources images)
    {
        if (!CssProperties.Allowed.Contains(name) || CssValue.Clean(value, images) is not { Length: > 0 } safe) return;
        // Fixed and sticky boxes would stay in place over the rest of the mail.
        if (name == "position" && safe.Split(' ')[0] is not ("static" or "relative" or "absolute")) return;
        if (kept.Length > 0) kept.Append("; ");
        kept.Append(name).Append(": ").Append(safe);
    }
}
