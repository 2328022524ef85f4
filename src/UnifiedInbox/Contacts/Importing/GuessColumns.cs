using System.Text.RegularExpressions;

namespace UnifiedInbox.Contacts.Importing;

/// <summary>What the columns of a file most likely hold: by their headings, and without one by what stands in them.</summary>
internal static partial class GuessColumns
{
    private static readonly Dictionary<string, string> Known = Words(
        (ImportField.Name, "name fullname contact contactname displayname customer customername person nombre nom naam"),
        (ImportField.FirstName, "firstname first givenname forename vorname prenom"),
        (ImportField.LastName, "lastname last surname familyname nachname nomdefamille apellido apellidos"),
        (ImportField.Phone, "phone phones phonenumber phonevalue mobile mobilephone mobilenumber cell cellphone tel telephone telefon telefono handy workphone homephone primaryphone number sms smsnumber otherphones"),
        (ImportField.Email, "email emails emailaddress emailvalue mail primaryemail workemail otheremails courriel correo"),
        (ImportField.WhatsApp, "whatsapp whatsappnumber whatsappphone wa whatsappid"),
        (ImportField.TimeZone, "timezone tz zone"),
        (ImportField.Labels, "labels label tags tag groups group groupmembership"),
        (ImportField.Plan, "plan subscription subscriptionplan"),
        (ImportField.Price, "price planprice"),
        (ImportField.MemberSince, "membersince joined joindate joinedat signupdate signedup customersince"),
        (ImportField.Consent, "consent optin optedin smsoptin smsconsent marketingconsent subscribed emailoptin"),
        (ImportField.OptOut, "optout optedout unsubscribed donotcontact donottext dnc"),
        (ImportField.Ignore, "id contactid channels createdat updatedat"));

    /// <param name="records">The first records of the file, the heading among them.</param>
    /// <param name="hasHeader">Whether the first is the heading.</param>
    public static List<ImportColumn> Of(IReadOnlyList<Csv.CsvRecord> records, bool hasHeader)
    {
        if (records.Count == 0) return [];
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var rows = records.Skip(hasHeader ? 1 : 0).ToList();
        var columns = records[0].Cells.Select((cell, index) =>
        {
            var heading = hasHeader ? cell.Trim() : "";
            return new ImportColumn(Unique(names, heading.Length > 0 ? heading : $"Column {index + 1}"), hasHeader ? OfHeading(heading) : OfCells(rows, index));
        }).ToList();
        // One name is enough; a second column of the kind is something else's.
        var taken = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < columns.Count; i++)
        {
            if (ImportField.IsSingle(columns[i].Field) && !taken.Add(columns[i].Field)) columns[i] = columns[i] with { Field = ImportField.Metadata };
        }
        return columns;
    }

    private static string OfHeading(string heading)
    {
        if (heading.Length == 0) return ImportField.Ignore;
        var plain = NotLetters().Replace(heading.ToLowerInvariant(), "");
        return Known.GetValueOrDefault(plain, ImportField.Metadata);
    }

    private static string OfCells(List<Csv.CsvRecord> rows, int index)
    {
        var cells = rows.Where(row => row.Cells.Count > index).Select(row => row.Cells[index].Trim()).Where(cell => cell.Length > 0).ToList();
        if (cells.Count == 0) return ImportField.Ignore;
        if (cells.Count(cell => Addresses.TryReadEmail(cell, out _)) * 2 > cells.Count) return ImportField.Email;
        if (cells.Count(cell => PhoneLike().IsMatch(cell)) * 2 > cells.Count) return ImportField.Phone;
        return cells.Count(cell => cell.Any(char.IsLetter)) * 2 > cells.Count && index < 2 ? ImportField.Name : ImportField.Metadata;
    }

    private static string Unique(HashSet<string> names, string heading)
    {
        var cut = heading.Length > 100 ? heading[..100] : heading;
        var name = cut;
        for (var i = 2; !names.Add(name); i++) name = $"{cut} ({i})";
        return name;
    }

    private static Dictionary<string, string> Words(params ReadOnlySpan<(string Field, string Headings)> fields)
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (field, headings) in fields)
            foreach (var heading in headings.Split(' ')) words[heading] = field;
        return words;
    }

    /// <summary>Digits too: “Phone 2” and “E-mail 1 - Value” are what they are without.</summary>
    [GeneratedRegex(@"[^\p{L}]")]
    private static partial Regex NotLetters();

    [GeneratedRegex(@"^[+(]?[0-9][0-9 ()./-]{6,20}\z")]
    private static partial Regex PhoneLike();
}
