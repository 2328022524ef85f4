using System.Text.Json;

namespace UnifiedInbox.Contacts.PhoneNumbers;

internal enum LengthCheck
{
    Possible,
    TooShort,
    TooLong,

    /// <summary>Between the shortest and the longest, yet no number has it.</summary>
    Impossible,
}

/// <summary>
/// What the numbers of one country (or of one code no country owns) look like. A plan is a JSON array whose places have fixed
/// meanings, 0 standing for nothing: 0 calling code, 1 prefix for calling abroad, 2 pattern, 3 lengths, 4 formats, 5 national
/// prefix, 6 how it is written, 7 pattern to find it by, 8 what takes its place, 10 leading digits, 11 types, 13 word for extension.
/// </summary>
internal sealed class NumberingPlan
{
    private readonly DigitPattern pattern;
    private readonly DigitPattern? iddPrefix;
    private readonly DigitPattern? nationalPrefix;
    private readonly string? nationalPrefixReplacement;
    private readonly DigitPattern? leadingDigits;
    private readonly int[] lengths;
    private readonly NumberFormat[]? formats;
    private readonly string? prefixRule;
    private readonly NumberTypes? types;

    private NumberingPlan(JsonElement plan, string? country)
    {
        Country = country;
        CallingCode = plan[0].GetString()!;
        ExtensionPrefix = Text(plan, 13) ?? " ext. ";
        pattern = new DigitPattern(plan[2].GetString()!);
        iddPrefix = DigitPattern.OrNone(Text(plan, 1));
        lengths = Lengths(plan, 3)!;
        formats = NumberFormat.ReadAll(plan, 4);
        prefixRule = Text(plan, 6);
        nationalPrefix = DigitPattern.OrNone(Text(plan, 7) ?? Text(plan, 5));
        nationalPrefixReplacement = Text(plan, 8);
        leadingDigits = DigitPattern.OrNone(Text(plan, 10));
        types = NumberTypes.Read(plan, 11, lengths);
    }

    /// <summary>ISO 3166, or null where no country owns the code.</summary>
    public string? Country { get; }

    public string CallingCode { get; }

    public string ExtensionPrefix { get; }

    public bool HasTypes => types is not null;

    public static NumberingPlan Parse(ReadOnlyMemory<byte> json, string? country)
    {
        using var document = JsonDocument.Parse(json);
        return new NumberingPlan(document.RootElement, country);
    }

    public bool Matches(string nationalNumber) => pattern.MatchesAll(nationalNumber);

    public string? TypeOf(string nationalNumber) => Matches(nationalNumber) ? types?.Of(nationalNumber) : null;

    /// <summary>Leading digits decide where a country has them, being disjoint; elsewhere a number must fit one of its types.</summary>
    public bool Claims(string nationalNumber) =>
        leadingDigits is null ? TypeOf(nationalNumber) is not null : leadingDigits.MatchesStart(nationalNumber);

    public LengthCheck CheckLength(string nationalNumber) =>
        nationalNumber.Length < lengths[0] ? LengthCheck.TooShort
        : nationalNumber.Length > lengths[^1] ? LengthCheck.TooLong
        : lengths.Contains(nationalNumber.Length) ? LengthCheck.Possible
        : LengthCheck.Impossible;

    public int? IddPrefixLength(string dialled) => iddPrefix?.AtStart(dialled) is { Success: true } match ? match.Length : null;

    /// <summary>
    /// Without the national prefix, if there is one. Some plans replace it: 011 15-2345-6789 in Argentina is 9 11 2345-6789.
    /// </summary>
    public string WithoutNationalPrefix(string digits)
    {
        if (nationalPrefix?.AtStart(digits) is not { Success: true } prefix) return digits;
        var rest = digits[prefix.Length..];
        return nationalPrefixReplacement is not null && prefix.Groups.Count > 1 && prefix.Groups[^1].Length > 0
            ? DigitPattern.Fill(nationalPrefixReplacement, prefix) + rest
            : rest;
    }

    /// <summary>Grouped as people of the country read it; the digits as they are where no format fits.</summary>
    public string Format(string nationalNumber, bool international)
    {
        // Countries that share a code share the formats and rules of the first among them.
        var first = NumberingPlans.OfCallingCode(CallingCode)!;
        var format = (formats ?? first.formats)?.FirstOrDefault(format => format.Fits(nationalNumber));
        if (format is null) return nationalNumber;
        return international ? format.International(nationalNumber) : format.National(nationalNumber, prefixRule ?? first.prefixRule);
    }

    internal static string? Text(JsonElement array, int place) =>
        place < array.GetArrayLength() && array[place] is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 } value
            ? value
            : null;

    internal static int[]? Lengths(JsonElement array, int place) =>
        place < array.GetArrayLength() && array[place] is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Select(length => length.GetInt32())]
            : null;
}
