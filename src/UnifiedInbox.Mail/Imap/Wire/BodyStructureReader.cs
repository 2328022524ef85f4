using System.Globalization;

namespace UnifiedInbox.Mail.Imap.Wire;

/// <summary>Reads BODYSTRUCTURE. Servers leave out what they like, Gmail whole parts: what is missing stays unknown.</summary>
internal static class BodyStructureReader
{
    public static BodyPart? Read(TokenReader list, string section = "")
    {
        if (list.AtEnd) return null;
        return list.IsList ? Multipart(list, section) : Single(list, section.Length == 0 ? "1" : section);
    }

    private static BodyPart Multipart(TokenReader list, string section)
    {
        var parts = new List<BodyPart>();
        for (var number = 1; list.IsList; number++)
        {
            var inner = (section.Length == 0 ? "" : section + ".") + number.ToString(CultureInfo.InvariantCulture);
            if (Read(list.List(), inner) is { } part) parts.Add(part);
        }
        return new BodyPart(section, "multipart/" + Lower(list.Text()), null, null, null, false, parts);
    }

    /// <summary><c>"TEXT" "PLAIN" ("CHARSET" "UTF-8") id description encoding size …</c></summary>
    private static BodyPart Single(TokenReader list, string section)
    {
        var type = Lower(list.Text());
        var subtype = Lower(list.Text());
        var charset = Parameter(list.List(), "charset");
        list.Skip();
        list.Skip();
        var encoding = list.Text()?.ToLowerInvariant();
        var size = list.Count();
        IReadOnlyList<BodyPart> parts = [];
        if (type == "message" && subtype == "rfc822")
        {
            list.Skip(); // its envelope
            var inner = list.List();
            // The parts of a multipart in here continue this part's number; a single part would be its first.
            if (Read(inner, inner.IsList ? section : section + ".1") is { } message) parts = [message];
        }
        var attachment = false;
        for (; !list.AtEnd; list.Skip())
            if (list.IsList) attachment |= IsAttachment(list);
        return new BodyPart(section, $"{type}/{subtype}", charset, encoding, size, attachment, parts);
    }

    /// <summary>The disposition, <c>("attachment" ("filename" …))</c>, wherever it stands.</summary>
    private static bool IsAttachment(TokenReader tokens)
    {
        var disposition = tokens.List();
        return disposition.Text()?.Equals("attachment", StringComparison.OrdinalIgnoreCase) == true;
    }

    private static string? Parameter(TokenReader list, string name)
    {
        while (!list.AtEnd)
        {
            var found = list.Text()?.Equals(name, StringComparison.OrdinalIgnoreCase) == true;
            var value = list.Text();
            if (found) return value;
        }
        return null;
    }

    private static string Lower(string? text) => text?.ToLowerInvariant() ?? "unknown";
}
