using System.Buffers;
using System.Text;

namespace UnifiedInbox.Mail.Html;

/// <summary>Which addresses a mail may name.</summary>
internal static class Links
{
    private const int Longest = 8_000;

    /// <summary>A target for a link: http, https, mailto or tel, in the spelling to write. Null for any other.</summary>
    public static string? Target(string? address)
    {
        if (Tidy(address) is not { Length: > 0 and <= Longest } url) return null;
        // "//example.com" inherits the page's scheme, which in a mail can only mean the web's.
        if (url.StartsWith("//", StringComparison.Ordinal)) url = "https:" + url;
        return Scheme(url) is "http" or "https" && IsWeb(url) || Scheme(url) is "mailto" or "tel" ? url : null;
    }

    /// <summary>A picture on the web. Null for any other address.</summary>
    public static string? RemoteImage(string? address)
    {
        if (Tidy(address) is not { Length: > 0 and <= Longest } url) return null;
        if (url.StartsWith("//", StringComparison.Ordinal)) url = "https:" + url;
        return Scheme(url) is "http" or "https" && IsWeb(url) ? url : null;
    }

    /// <param name="url">From <see cref="RemoteImage"/>.</param>
    public static string OverTls(string url) => url.StartsWith("http:", StringComparison.OrdinalIgnoreCase) ? "https:" + url["http:".Length..] : url;

    /// <summary>A picture that is its own address, of a kind that is pixels only (SVG can hold script and links). Null for any other.</summary>
    public static string? DataImage(string? address)
    {
        var url = Tidy(address);
        if (url is null || !url.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase)) return null;
        var comma = url.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0) return null;
        var type = url["data:image/".Length..comma].ToLowerInvariant();
        if (type is not ("png;base64" or "jpeg;base64" or "jpg;base64" or "gif;base64" or "webp;base64" or "bmp;base64")) return null;
        foreach (var sign in url.AsSpan(comma + 1))
            if (!char.IsAsciiLetterOrDigit(sign) && sign is not ('+' or '/' or '=' or '%' or '-' or '_')) return null;
        return "data:image/" + type + url[comma..];
    }

    /// <summary>The content id behind <c>cid:</c>, unescaped. Null for any other address.</summary>
    public static string? ContentId(string? address)
    {
        var url = Tidy(address);
        if (url is null || !url.StartsWith("cid:", StringComparison.OrdinalIgnoreCase)) return null;
        return Uri.UnescapeDataString(url["cid:".Length..]).Trim('<', '>');
    }

    /// <summary>As browsers read addresses: controls and line breaks anywhere count for nothing, blanks around neither.</summary>
    private static string? Tidy(string? address)
    {
        if (address is null) return null;
        var text = address.AsSpan().Trim(Blanks);
        if (!text.ContainsAny(Untidy)) return text.ToString();
        var tidy = new StringBuilder(text.Length);
        foreach (var sign in text)
        {
            if (sign < ' ' || sign == '\x7f') continue;
            // Written out, so that no reader of the address can end a quote or a tag with them.
            tidy.Append(sign switch { ' ' => "%20", '"' => "%22", '<' => "%3C", '>' => "%3E", '\\' => "/", _ => null }).Append(sign is ' ' or '"' or '<' or '>' or '\\' ? "" : sign);
        }
        return tidy.ToString();
    }

    private static string? Scheme(string url)
    {
        var colon = url.AsSpan().IndexOfAny(':', '/', '?');
        if (colon <= 0 || url[colon] != ':') return null;
        return url[..colon].ToLowerInvariant();
    }

    /// <summary>A host must follow: <c>https:evil</c> would be read relative to our own page.</summary>
    private static bool IsWeb(string url)
    {
        var start = url.IndexOf(':', StringComparison.Ordinal) + 1;
        return url.Length > start + 2 && url[start] == '/' && url[start + 1] == '/' && url[start + 2] is not ('/' or '?' or '#');
    }

    private static readonly string Blanks = new([.. Enumerable.Range(0, 33).Select(code => (char)code)]);

    private static readonly SearchValues<char> Untidy = SearchValues.Create(Blanks + "\"<>\\\x7f");
}
