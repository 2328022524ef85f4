using UnifiedInbox.Contacts;
using UnifiedInbox.Contacts.Importing;
using UnifiedInbox.Csv;
using UnifiedInbox.Web;

namespace UnifiedInbox.Members.Events;

/// <summary>A row of a list of events: as the report tells of it, and the event, unless something is wrong with it.</summary>
internal sealed record EventRecord(ImportRow Row, NewEvent? Event, string[] Keys);

/// <summary>Reads the rows of one list. What the API would refuse is refused with the same words.</summary>
internal sealed class ReadEventRow(IReadOnlyList<string> heading, string? country, TimeProvider time)
{
    private const string Mark = "addr:";
    private readonly EventRow columns = new(heading);

    public EventRecord Of(CsvRecord record, long number)
    {
        var row = new ImportRow { Number = number, Line = record.Line, Raw = record.Raw.Replace('\0', '\uFFFD') };
        if (record.Error is not null) return new(row with { Error = record.Error }, null, []);
        if (record.Cells.All(string.IsNullOrWhiteSpace)) return new(row with { IsEmpty = true }, null, []);
        var (member, given) = columns.Read([.. record.Cells.Select(SafeText.Clean)], record.Raw);
        if (MemberKeys.Of(member, country) is not { } keys)
            return new(row with { Error = "A row names its member: the contact's id, an email address, a phone number with + and country code, or your own id." }, null, []);
        row = row with { Addresses = [.. keys.Where(key => key.StartsWith(Mark, StringComparison.Ordinal)).Select(key => AddressOf(key[Mark.Length..]))] };
        var (read, _, message) = ReadEvent.Run(given, keys, time.GetUtcNow());
        return read is null ? new(row with { Error = message }, null, keys) : new(row, read, keys);
    }

    /// <summary>By it the row is found when the person is deleted.</summary>
    private static TypedAddress AddressOf(string value) =>
        new(new Address(value, value.Contains('@', StringComparison.Ordinal) ? AddressKind.Email : AddressKind.Phone), value, "");
}
