using System.Globalization;
using System.Text;
using UnifiedInbox.Mail.Threads;

namespace UnifiedInbox.Mail.Mime.Writing;

/// <summary>Writes the header of a mail or of a part, line by line.</summary>
internal sealed class HeaderWriter
{
    private const int Line = 76;
    private readonly StringBuilder lines = new();

    /// <summary>A value that is ASCII and folded already, or one known to be short.</summary>
    public HeaderWriter Add(string name, string value)
    {
        lines.Append(name).Append(": ").Append(value).Append("\r\n");
        return this;
    }

    public void AddText(string name, string value) => Add(name, HeaderText.Unstructured(value, name.Length + 2));

    /// <summary>Whatever the caller wants; a name that is none is left out.</summary>
    public void AddForeign(string name, string value)
    {
        if (name.Length is > 0 and <= 76 && name.All(sign => sign is > ' ' and < (char)127 and not ':')) AddText(name, value);
    }

    public void AddDate(string name, DateTimeOffset at) => Add(name, at.ToUniversalTime().ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture));

    /// <summary>Nothing where no id can be written.</summary>
    public void AddIds(string name, IEnumerable<string> ids)
    {
        // An id of a thousand characters would break the line limit; no answer will be found by it.
        var good = ids.Where(id => id.Length is > 0 and <= 900 && Ascii.IsValid(id) && !id.Any(sign => char.IsControl(sign) || sign is ' ' or '<' or '>')).ToList();
        if (good.Count > 0) Add(name, ReferencesField.Fold(good));
    }

    /// <summary>An address a line where several do not fit; nothing where there are none.</summary>
    public void AddAddresses(string name, IEnumerable<Mailbox> mailboxes)
    {
        var written = new StringBuilder();
        var column = name.Length + 2;
        foreach (var mailbox in mailboxes)
        {
            if (AsciiAddress.Of(mailbox.Address) is not { } address) continue;
            if (written.Length > 0) written.Append(',');
            var text = Of(mailbox.Name, address, written.Length == 0 ? column : 1);
            var first = text.IndexOf('\r', StringComparison.Ordinal) is var fold && fold < 0 ? text.Length : fold;
            if (written.Length > 0)
            {
                written.Append(column + 2 + first > Line ? "\r\n " : " ");
                column = column + 2 + first > Line ? 1 : column + 2;
            }
            written.Append(text);
            column = fold < 0 ? column + text.Length : text.Length - text.LastIndexOf('\n') - 1;
        }
        if (written.Length > 0) Add(name, written.ToString());
    }

    public byte[] End() => Encoding.ASCII.GetBytes(lines.Append("\r\n").ToString());

    private static string Of(string name, string address, int column)
    {
        if (name.Length == 0) return address;
        var phrase = HeaderText.Phrase(name.Length > 200 ? name[..200] : name, column);
        var last = phrase.Length - phrase.LastIndexOf('\n') - 1;
        return phrase + (last + address.Length + 3 > Line ? "\r\n <" : " <") + address + ">";
    }
}
