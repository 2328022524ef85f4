using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using UnifiedInbox.Accounts;
using UnifiedInbox.Contacts.Editing;
using UnifiedInbox.Csv;

namespace UnifiedInbox.Contacts.Importing;

/// <summary>Reads a record as the plan says. One thing wrong refuses the whole row: half a contact is worse than a line in a report.</summary>
internal sealed partial class ReadRow(ImportPlan plan)
{
    private readonly ImportPlan plan = plan;

    private const int LongestField = 200;
    private const int LongestLabel = 40;
    private const int MostLabels = 20;
    private static readonly string[] Yes = ["yes", "y", "true", "1", "x", "on", "opted in", "opt-in", "opted_in", "subscribed", "ja", "oui", "si", "sí"];
    private static readonly string[] No = ["no", "n", "false", "0", "off", "opted out", "opt-out", "opted_out", "unsubscribed", "stop", "nein", "non"];
    private static readonly string[] LongDates = ["MMM yyyy", "MMMM yyyy", "MMM d, yyyy", "MMMM d, yyyy", "d MMM yyyy", "d MMMM yyyy", "yyyy-MM", "yyyy/MM/dd"];

    /// <summary>Once for each distinct name: looking a zone up costs more than the rest of the row.</summary>
    private readonly Dictionary<string, bool> zones = new(StringComparer.Ordinal);

    public ImportRow Of(CsvRecord record, long number)
    {
        var row = new ImportRow { Number = number, Line = record.Line, Raw = record.Raw.Replace('\0', '\uFFFD') };
        if (record.Error is not null) return row with { Error = record.Error };
        if (record.Cells.All(string.IsNullOrWhiteSpace)) return row with { IsEmpty = true };
        if (record.Cells.Count < plan.Columns.Count)
            return row with { Error = $"It has {Columns(record.Cells.Count)}, the file’s first row has {plan.Columns.Count}." };
        if (record.Cells.Skip(plan.Columns.Count).Any(cell => !string.IsNullOrWhiteSpace(cell)))
            return row with { Error = $"It has {Columns(record.Cells.Count)}, the file’s first row has {plan.Columns.Count}." };
        if (record.Raw.Contains('\0', StringComparison.Ordinal) || record.Cells.Any(cell => cell.Contains('\0', StringComparison.Ordinal)))
            return row with { Error = "It holds a NUL character." };
        if (record.Cells.Any(cell => cell.Contains('\uFFFD', StringComparison.Ordinal)))
            return row with { Error = "It holds broken characters (\uFFFD). Is this the file’s encoding?" };
        return new Reading(this, row).Run(record.Cells);
    }

    private static string Columns(int count) => count == 1 ? "1 column" : $"{count} columns";

    private bool IsZone(string zone)
    {
        if (!zones.TryGetValue(zone, out var exists)) exists = TimeZones.Exists(zone);
        if (zones.Count < 1000) zones[zone] = exists;
        return exists;
    }

    /// <summary>One row while it is read.</summary>
    private sealed class Reading(ReadRow reader, ImportRow row)
    {
        private readonly List<string> errors = [];
        private readonly List<TypedAddress> addresses = [];
        private readonly List<string> labels = [];
        private readonly Dictionary<string, string> metadata = [];
        private string name = "";
        private string first = "";
        private string last = "";

        public ImportRow Run(IReadOnlyList<string> cells)
        {
            for (var i = 0; i < reader.plan.Columns.Count; i++)
            {
                var cell = CsvText.Unguarded(cells[i].Trim());
                if (cell.Length > 0) Read(reader.plan.Columns[i], cell);
            }
            if (name.Length == 0) name = $"{first} {last}".Trim();
            if (name.Length > ContactRules.LongestName) errors.Add($"A name has at most {ContactRules.LongestName} characters.");
            if (addresses.Count == 0 && errors.Count == 0) errors.Add("There is neither a phone number nor an email address.");
            if (addresses.Count > ContactRules.MostAddresses) errors.Add($"A contact has at most {ContactRules.MostAddresses} addresses.");
            if (labels.Count > MostLabels || labels.Exists(label => label.Length > LongestLabel))
                errors.Add($"A contact has at most {MostLabels} labels of {LongestLabel} characters.");
            var details = metadata.Count == 0 ? "{}" : JsonSerializer.Serialize(metadata);
            if (details.Length > ContactRules.LargestMetadata) errors.Add($"Its details are more than {ContactRules.LargestMetadata / 1024} KB.");
            return row with
            {
                Name = name, Addresses = addresses, Labels = labels, Metadata = details,
                Error = errors.Count == 0 ? null : string.Join(" ", errors),
            };
        }

        private void Read(ImportColumn column, string cell)
        {
            switch (column.Field)
            {
                case ImportField.Name: name = cell; break;
                case ImportField.FirstName: first = cell; break;
                case ImportField.LastName: last = cell; break;
                case ImportField.Phone: foreach (var one in Split(cell)) Add(TypedAddress.Phone(one, reader.plan.Country), one); break;
                case ImportField.Email: foreach (var one in Split(cell)) Add(TypedAddress.Email(one), one); break;
                case ImportField.WhatsApp: foreach (var one in Split(cell)) Add(WhatsApp(one), one); break;
                case ImportField.TimeZone: Zone(cell); break;
                case ImportField.Labels: labels.AddRange(Split(cell).Where(label => !labels.Contains(label, StringComparer.OrdinalIgnoreCase))); break;
                case ImportField.Plan: row = row with { Plan = Short(column, cell) }; break;
                case ImportField.Price: row = row with { Price = Short(column, cell) }; break;
                case ImportField.MemberSince: Since(cell); break;
                case ImportField.Consent: Consent(column, cell, isConsent: true); break;
                case ImportField.OptOut: Consent(column, cell, isConsent: false); break;
                case ImportField.Metadata: metadata[column.Heading] = cell; break;
            }
        }

        private static IEnumerable<string> Split(string cell) =>
            cell.Split([';', ',', '\n', '|'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(CsvText.Unguarded);

        private void Add(TypedAddress typed, string cell)
        {
            if (typed.Address is null) errors.Add(Scientific().IsMatch(cell) ? $"“{cell}” is a number that a spreadsheet has rounded: format the column as text." : typed.Error);
            else if (addresses.TrueForAll(known => known.Address != typed.Address)) addresses.Add(typed);
        }

        /// <summary>WhatsApp itself leaves the plus out.</summary>
        private TypedAddress WhatsApp(string cell)
        {
            var sender = Addresses.OfSender("whatsapp:" + cell.Replace("whatsapp:", "", StringComparison.OrdinalIgnoreCase));
            if (sender.Kind == AddressKind.WhatsAppId) return new TypedAddress(sender, cell, "");
            var typed = TypedAddress.Phone(cell, reader.plan.Country);
            return typed.Address is null && sender.Kind == AddressKind.Phone ? TypedAddress.Phone(sender.Value, null) : typed;
        }

        private void Zone(string cell)
        {
            if (reader.IsZone(cell)) row = row with { TimeZone = cell };
            else errors.Add($"“{Cut(cell)}” is no time zone. Write it like Europe/Berlin.");
        }

        private string Short(ImportColumn column, string cell)
        {
            if (cell.Length > LongestField) errors.Add($"{column.Heading} has at most {LongestField} characters.");
            return cell;
        }

        private void Since(string cell)
        {
            if (TryDate(cell, reader.plan.MonthFirst, out var date) && date.Year is >= 1900 and <= 2200) row = row with { MemberSince = date };
            else errors.Add($"“{Cut(cell)}” is no date. Write it like 2025-01-31.");
        }

        /// <summary>A no is as good as a STOP: whoever keeps such a column means it.</summary>
        private void Consent(ImportColumn column, string cell, bool isConsent)
        {
            var word = cell.ToLowerInvariant();
            var isYes = Yes.Contains(word);
            if (!isYes && !No.Contains(word))
            {
                errors.Add($"“{Cut(cell)}” under {column.Heading} is neither yes nor no.");
                return;
            }
            if (!isConsent && !isYes) return;
            // Where two columns contradict each other the no counts.
            if (row.Consent == "opted_out") return;
            row = row with { Consent = isYes == isConsent ? "opted_in" : "opted_out", ConsentWording = $"{column.Heading}: {cell}" };
        }

        private static string Cut(string cell) => cell.Length <= 40 ? cell : cell[..40] + "…";
    }

    private static bool TryDate(string text, bool monthFirst, out DateTimeOffset date)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (Iso().IsMatch(text)) return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out date);
        if (Numbers().Match(text) is { Success: true } match)
        {
            var format = monthFirst && match.Groups[1].Value != "." ? "M/d/yyyy" : "d/M/yyyy";
            return DateTimeOffset.TryParseExact(text.Replace(match.Groups[1].Value, "/", StringComparison.Ordinal), format, CultureInfo.InvariantCulture, Utc, out date);
        }
        return DateTimeOffset.TryParseExact(text, LongDates, CultureInfo.InvariantCulture, Utc, out date);
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}([T ]|\z)")]
    private static partial Regex Iso();

    [GeneratedRegex(@"^\d{1,2}([./-])\d{1,2}\1\d{4}\z")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"^[0-9][.,][0-9]+E\+?[0-9]+\z", RegexOptions.IgnoreCase)]
    private static partial Regex Scientific();
}
