using System.Collections.Frozen;
using UnifiedInbox.Contacts.PhoneNumbers;

namespace UnifiedInbox.Policies.QuietHours;

/// <summary>
/// By which clocks a recipient may live: the contact's time zone where it is known, else those of the number's area code or country,
/// else the team's. Where there are several, quiet hours in one of them are quiet hours.
/// </summary>
internal static class RecipientZones
{
    private static readonly Lazy<FrozenDictionary<string, TimeZoneInfo[]>> Countries = new(() => Read("country-zones.txt", ' ', (key, zones) => [(key, zones)]));

    private static readonly Lazy<FrozenDictionary<string, TimeZoneInfo[]>> AreaCodes =
        new(() => Read("area-codes.txt", ':', (zones, codes) => codes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(code => (code, zones))));

    /// <summary>The one clock they live by, as far as it is known: the contact's, else that of a number whose area or country has but one time.</summary>
    public static TimeZoneInfo? Likely(string? contactZone, string? number, DateTimeOffset now)
    {
        var zones = Of(contactZone, number, teamZone: "");
        var isKnown = Find(contactZone) is not null || ByNumber(number) is not null;
        return isKnown && zones.Select(zone => (zone.GetUtcOffset(now), zone.GetUtcOffset(now.AddMonths(6)))).Distinct().Count() == 1 ? zones[0] : null;
    }

    /// <param name="contactZone">IANA name, from the contact.</param>
    /// <param name="number">The phone number written to, or the one the contact has besides; anything else is ignored.</param>
    /// <param name="teamZone">IANA name, from the settings.</param>
    public static IReadOnlyList<TimeZoneInfo> Of(string? contactZone, string? number, string teamZone)
    {
        if (Find(contactZone) is { } theirs) return [theirs];
        return ByNumber(number) ?? [Find(teamZone) ?? TimeZoneInfo.Utc];
    }

    private static TimeZoneInfo[]? ByNumber(string? number)
    {
        if (number is { Length: > 4 } && number[0] == '+' && PhoneNumber.TryParse(number, null, out var parsed, out _))
        {
            if (parsed.CallingCode == "1" && parsed.NationalNumber.Length == 10 && AreaCodes.Value.TryGetValue(parsed.NationalNumber[..3], out var area)) return area;
            var country = parsed.Country ?? NumberingPlans.OfCallingCode(parsed.CallingCode)?.Country;
            if (country is not null && Countries.Value.TryGetValue(country, out var zones)) return zones;
        }
        return null;
    }

    private static TimeZoneInfo? Find(string? name) => name is { Length: > 0 and <= 64 } && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;

    private static FrozenDictionary<string, TimeZoneInfo[]> Read(string resource, char separator, Func<string, string, IEnumerable<(string Key, string Zones)>> entries)
    {
        using var stream = typeof(RecipientZones).Assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"The build left out {resource}.");
        using var reader = new StreamReader(stream);
        var found = new Dictionary<string, TimeZoneInfo[]>();
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#') || line.IndexOf(separator, StringComparison.Ordinal) is not (> 0 and var cut)) continue;
            foreach (var (key, names) in entries(line[..cut], line[(cut + 1)..].Trim()))
            {
                // The system's database may be older than the list.
                var zones = names.Split(' ').Select(Find).OfType<TimeZoneInfo>().ToArray();
                if (zones.Length > 0) found[key] = zones;
            }
        }
        return found.ToFrozenDictionary();
    }
}
