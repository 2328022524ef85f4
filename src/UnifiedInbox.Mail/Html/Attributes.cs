using System.Collections.Frozen;

namespace UnifiedInbox.Mail.Html;

/// <summary>Which attributes are copied as they are. Those that name addresses, styles or ids are written by <see cref="AttributeWriter"/>.</summary>
internal static class Attributes
{
    public static bool IsPlain(string element, string attribute) =>
        Everywhere.Contains(attribute) || (ByElement.TryGetValue(element, out var own) && own.Contains(attribute));

    /// <summary>Text of ours stands in our pages, where a class would dress it as something else.</summary>
    public static bool IsComposed(string attribute) => attribute is "alt" or "dir" or "height" or "lang" or "start" or "title" or "width";

    private static readonly FrozenSet<string> Everywhere = Set("align alt aria-hidden aria-label bgcolor class color dir hidden lang role title valign");

    private static readonly FrozenDictionary<string, FrozenSet<string>> ByElement = new Dictionary<string, string>
    {
        ["area"] = "coords shape",
        ["body"] = "alink bottommargin leftmargin link marginheight marginwidth rightmargin text topmargin vlink",
        ["br"] = "clear",
        ["col"] = "span width",
        ["colgroup"] = "span width",
        ["details"] = "open",
        ["dl"] = "compact",
        ["font"] = "face size",
        ["hr"] = "noshade size width",
        ["img"] = "border height hspace vspace width",
        ["li"] = "type value",
        ["ol"] = "compact reversed start type",
        ["pre"] = "width",
        ["table"] = "border bordercolor cellpadding cellspacing frame height rules summary width",
        ["tbody"] = "char",
        ["td"] = "abbr axis bordercolor colspan height nowrap rowspan scope width",
        ["th"] = "abbr axis bordercolor colspan height nowrap rowspan scope width",
        ["time"] = "datetime",
        ["tr"] = "height",
        ["ul"] = "compact type",
    }.ToFrozenDictionary(pair => pair.Key, pair => Set(pair.Value), StringComparer.Ordinal);

    private static FrozenSet<string> Set(string names) => names.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
