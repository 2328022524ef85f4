using System.Collections.Concurrent;
using System.Text.Json;

namespace UnifiedInbox.Contacts.PhoneNumbers;

/// <summary>
/// All numbering plans, read from the embedded metadata (version 4 of libphonenumber-js' format). The first call indexes the
/// file, about a millisecond; a plan is parsed when it is first asked for, and its patterns when they are first matched: most
/// installations meet a handful of the 250.
/// </summary>
internal static class NumberingPlans
{
    private const string Resource = "phone-metadata.json";

    private static readonly Lazy<Index> Metadata = new(Index.Read);
    private static readonly ConcurrentDictionary<string, NumberingPlan> Plans = new(StringComparer.Ordinal);

    public static NumberingPlan? OfCountry(string country) => Find(country, Metadata.Value.Countries, country);

    /// <summary>The plan of the country that a shared code is first of all (US for 1), or of a code no country owns (+800).</summary>
    public static NumberingPlan? OfCallingCode(string code) => Metadata.Value.CountriesByCode.TryGetValue(code, out var countries)
        ? OfCountry(countries[0])
        : Find(code, Metadata.Value.NonGeographic, country: null);

    /// <summary>Which of the countries sharing a code a number belongs to, or null where none of them claims it.</summary>
    public static NumberingPlan? FindOwner(string callingCode, string nationalNumber)
    {
        if (!Metadata.Value.CountriesByCode.TryGetValue(callingCode, out var countries)) return null;
        if (countries.Length == 1) return OfCountry(countries[0]);
        foreach (var country in countries)
        {
            var plan = OfCountry(country)!;
            if (plan.Claims(nationalNumber)) return plan;
        }
        return null;
    }

    private static NumberingPlan? Find(string key, Dictionary<string, Range> where, string? country)
    {
        if (Plans.TryGetValue(key, out var known)) return known;
        return where.TryGetValue(key, out var range)
            ? Plans.GetOrAdd(key, _ => NumberingPlan.Parse(Metadata.Value.Json.AsMemory(range), country))
            : null;
    }

    /// <summary>Where each plan stands in the file.</summary>
    private sealed class Index
    {
        public required byte[] Json { get; init; }
        public Dictionary<string, string[]> CountriesByCode { get; } = new(StringComparer.Ordinal);
        public Dictionary<string, Range> Countries { get; } = new(StringComparer.Ordinal);
        public Dictionary<string, Range> NonGeographic { get; } = new(StringComparer.Ordinal);

        public static Index Read()
        {
            using var stream = typeof(NumberingPlans).Assembly.GetManifestResourceStream(Resource)
                ?? throw new InvalidOperationException($"The build left out {Resource}.");
            var index = new Index { Json = new byte[stream.Length] };
            stream.ReadExactly(index.Json);
            var reader = new Utf8JsonReader(index.Json);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var section = reader.GetString();
                reader.Read();
                if (section == "country_calling_codes") ReadCodes(ref reader, index.CountriesByCode);
                else if (section == "countries") ReadRanges(ref reader, index.Countries);
                else if (section == "nonGeographic") ReadRanges(ref reader, index.NonGeographic);
                else reader.Skip();
            }
            return index;
        }

        private static void ReadCodes(ref Utf8JsonReader reader, Dictionary<string, string[]> codes)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var code = reader.GetString()!;
                var countries = new List<string>(1);
                reader.Read();
                while (reader.Read() && reader.TokenType == JsonTokenType.String) countries.Add(reader.GetString()!);
                codes[code] = [.. countries];
            }
        }

        private static void ReadRanges(ref Utf8JsonReader reader, Dictionary<string, Range> ranges)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var key = reader.GetString()!;
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                ranges[key] = start..(int)reader.BytesConsumed;
            }
        }
    }
}
