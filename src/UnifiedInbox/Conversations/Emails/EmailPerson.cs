namespace UnifiedInbox.Conversations.Emails;

/// <summary>Somebody a mail is from or to: <c>Name &lt;address&gt;</c> or a bare address, taken apart.</summary>
public sealed record EmailPerson(string Name, string Address)
{
    public string Shown => Name.Length > 0 ? Name : Address;

    public static EmailPerson Of(string text)
    {
        var (open, close) = (text.LastIndexOf('<'), text.LastIndexOf('>'));
        if (open < 0 || close < open) return new("", text.Trim());
        var (name, address) = (text[..open].Trim().Trim('"').Trim(), text[(open + 1)..close].Trim());
        return new(string.Equals(name, address, StringComparison.OrdinalIgnoreCase) ? "" : name, address);
    }

    public static IReadOnlyList<EmailPerson> All(IEnumerable<string> texts) =>
        [.. texts.Select(Of).Where(person => person.Address.Length > 0).DistinctBy(person => person.Address, StringComparer.OrdinalIgnoreCase)];
}
