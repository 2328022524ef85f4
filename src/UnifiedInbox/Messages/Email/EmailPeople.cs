using UnifiedInbox.Contacts;
using UnifiedInbox.Mail.Mime;
using UnifiedInbox.Web;

namespace UnifiedInbox.Messages.Email;

/// <param name="Role"><c>from</c>, <c>to</c> or <c>cc</c>.</param>
internal sealed record EmailPerson(string Address, string Name, string Role);

/// <summary>Who wrote a mail and who got it, with addresses normalised, seen from our side: the other is the contact.</summary>
internal sealed record EmailPeople
{
    private const int Most = 1_000;

    /// <summary>The contact's address and its kind; null for a sent mail to nobody.</summary>
    public string? Contact { get; init; }

    public string ContactKind { get; init; } = AddressKind.Email;

    public string ContactName { get; init; } = "";

    public required string From { get; init; }

    public string FromName { get; init; } = "";

    public string? ReplyTo { get; init; }

    public required string To { get; init; }

    /// <summary>As shown: <c>Name &lt;address&gt;</c> or an address.</summary>
    public IReadOnlyList<string> ToAll { get; init; } = [];

    public IReadOnlyList<string> Cc { get; init; } = [];

    /// <summary>Everybody but ourselves.</summary>
    public IReadOnlyList<EmailPerson> Others { get; init; } = [];

    public static EmailPeople Of(MimeMessage mail, EmailSource source, IReadOnlySet<string> own)
    {
        var from = Read(mail.From, "from");
        if (from.Count == 0) from = Read(mail.Sender, "from");
        var replyTo = Read(mail.ReplyTo, "from");
        var to = Read(mail.To, "to");
        var cc = Read(mail.Cc, "cc");
        var others = from.Concat(to).Concat(cc).Where(person => !own.Contains(person.Address)).DistinctBy(person => person.Address).Take(Most).ToList();
        var people = new EmailPeople
        {
            From = from is [var writer, ..] ? writer.Address : source.IsSent ? source.Inbox.Address : "unknown",
            FromName = from is [var named, ..] ? named.Name : Name(mail.From is [var first, ..] ? first.Name : ""),
            ReplyTo = replyTo is [var answer, ..] && (from.Count == 0 || answer.Address != from[0].Address) ? answer.Address : null,
            To = source.Inbox.Address,
            ToAll = [.. mail.To.Take(Most).Select(Shown)],
            Cc = [.. cc.Select(person => person.Address)],
            Others = others,
        };
        return source.IsSent ? people.Sent(to.Concat(cc).Concat(Read(mail.Bcc, "cc")), own) : people.Received(from, replyTo, source, own);
    }

    /// <summary>A form on our own site writes in our name, and says in Reply-To for whom.</summary>
    private EmailPeople Received(List<EmailPerson> from, List<EmailPerson> replyTo, EmailSource source, IReadOnlySet<string> own)
    {
        var writer = from.FirstOrDefault();
        if ((writer is null || own.Contains(writer.Address)) && replyTo.Find(person => !own.Contains(person.Address)) is { } asked) writer = asked;
        return writer is null
            ? this with { Contact = "unknown-sender:" + source.Inbox.Id, ContactKind = AddressKind.Alphanumeric, ContactName = "Unknown sender" }
            : this with { Contact = writer.Address, ContactName = writer.Name == writer.Address ? "" : writer.Name };
    }

    private EmailPeople Sent(IEnumerable<EmailPerson> recipients, IReadOnlySet<string> own)
    {
        var first = recipients.FirstOrDefault(person => !own.Contains(person.Address));
        return this with { Contact = first?.Address, ContactName = first?.Name ?? "", To = first?.Address ?? To };
    }

    private static List<EmailPerson> Read(IReadOnlyList<Mailbox> mailboxes, string role)
    {
        var people = new List<EmailPerson>();
        foreach (var mailbox in mailboxes.Take(Most))
            if (Addresses.TryReadEmail(SafeText.Clean(mailbox.Address), out var address)) people.Add(new EmailPerson(address, Name(mailbox.Name), role));
        return people;
    }

    private static string Shown(Mailbox mailbox) =>
        mailbox.Name.Length == 0 ? SafeText.Clean(mailbox.Address) : Name(mailbox.Name) + " <" + SafeText.Clean(mailbox.Address) + ">";

    private static string Name(string name)
    {
        var clean = SafeText.Clean(name).Trim();
        return clean.Length > 200 ? SafeText.Clean(clean[..200]) : clean;
    }
}
