using System.Text;
using AngleSharp.Dom;

namespace UnifiedInbox.Mail.Html;

/// <summary>Writes the attributes an element may keep, always quoted and in the order they stand.</summary>
internal sealed class AttributeWriter(StringBuilder html, ImageSources images, List<string> links, bool composed = false)
{
    public void Write(IElement element, string name)
    {
        string? target = null;
        foreach (var attribute in element.Attributes)
        {
            if (attribute.NamespaceUri is { Length: > 0 }) continue;
            if (composed ? Attributes.IsComposed(attribute.LocalName) : Attributes.IsPlain(name, attribute.LocalName)) Append(attribute.LocalName, attribute.Value);
            else if (attribute.LocalName == "href" && name is "a" or "area") target = Href(attribute.Value) ?? target;
            else if (!composed || attribute.LocalName == "src") WriteJudged(name, attribute);
        }
        if (target is null) return;
        Append("href", target);
        if (target[0] == '#') return;
        Append("target", "_blank");
        Append("rel", "noopener noreferrer nofollow");
    }

    private void WriteJudged(string element, IAttr attribute)
    {
        var value = attribute.Value;
        var (name, kept) = attribute.LocalName switch
        {
            "style" => ("style", CssDeclarations.Clean(value, images)),
            "id" => ("id", AnchorIds.Rename(value)),
            // Anchors of old have a name; an id does the same, and the name of a map must stay one.
            "name" when element == "a" && attribute.OwnerElement?.HasAttribute("id") != true => ("id", AnchorIds.Rename(value)),
            "name" when element == "map" => ("name", AnchorIds.Rename(value)),
            "usemap" when element == "img" && value.StartsWith('#') => ("usemap", AnchorIds.Rename(value[1..]) is { } map ? "#" + map : null),
            "src" when element == "img" => ("src", images.Resolve(value)),
            "background" when element is "body" or "table" or "tbody" or "thead" or "tfoot" or "tr" or "td" or "th" => ("background", images.Resolve(value)),
            _ => ("", null),
        };
        if (kept is { Length: > 0 }) Append(name, kept);
    }

    private string? Href(string value)
    {
        if (value == "#") return value;
        if (value.StartsWith('#')) return AnchorIds.Rename(value[1..]) is { } id ? "#" + id : null;
        if (Links.Target(value) is not { } target) return null;
        links.Add(target);
        return target;
    }

    private void Append(string name, string value)
    {
        html.Append(' ').Append(name).Append("=\"");
        Escaping.AppendAttribute(html, value);
        html.Append('"');
    }
}
