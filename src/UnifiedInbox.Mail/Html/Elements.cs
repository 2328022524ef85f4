using System.Collections.Frozen;

namespace UnifiedInbox.Mail.Html;

/// <summary>Which elements a mail may keep. What is named nowhere is taken away and its content kept.</summary>
internal static class Elements
{
    /// <summary>Kept, with the attributes <see cref="Attributes"/> allows.</summary>
    public static readonly FrozenSet<string> Kept = Set("""
        a abbr acronym address area article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn dir div dl dt em
        figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd li main map mark menu nav ol p pre q rp rt ruby s samp
        section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr
        """);

    /// <summary>Taken away with all they hold: what is in them is no text, or text nobody was shown.</summary>
    public static readonly FrozenSet<string> Dropped = Set("""
        applet audio base canvas command datalist embed frame frameset head iframe input isindex keygen link math meta meter noembed noframes
        object option optgroup param portal progress script select source style svg template title track video
        """);

    /// <summary>Their text stands in the document unparsed: it is shown as the text it is.</summary>
    public static readonly FrozenSet<string> Raw = Set("xmp plaintext listing textarea");

    public static readonly FrozenSet<string> Void = Set("area br col hr img wbr");

    /// <summary>Elements that begin and end a line of text.</summary>
    public static readonly FrozenSet<string> Block = Set("""
        address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header
        hgroup hr html legend li listing main menu nav ol p plaintext pre section summary table tbody tfoot thead tr ul xmp
        """);

    /// <summary>What our own composer writes.</summary>
    public static readonly FrozenSet<string> Composed = Set("a blockquote br code del div em figcaption figure h1 h2 h3 hr i b img li ol p pre s span strong u ul");

    private static FrozenSet<string> Set(string names) =>
        names.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
