using System.Text.Json;

namespace UnifiedInbox.Contacts.PhoneNumbers;

/// <summary>The kinds of numbers in a plan, each with its pattern and, where they differ from the plan's, its lengths.</summary>
internal sealed class NumberTypes
{
    private const string FixedLine = "FIXED_LINE";
    private const string Mobile = "MOBILE";

    /// <summary>As they stand in the metadata.</summary>
    private static readonly string[] Places =
        [FixedLine, Mobile, "TOLL_FREE", "PREMIUM_RATE", "PERSONAL_NUMBER", "VOICEMAIL", "UAN", "PAGER", "VOIP", "SHARED_COST"];

    /// <summary>As they are tried, after the fixed line: some patterns overlap and the first wins.</summary>
    private static readonly string[] Order =
        [Mobile, "PREMIUM_RATE", "TOLL_FREE", "SHARED_COST", "VOIP", "PERSONAL_NUMBER", "PAGER", "UAN", "VOICEMAIL"];

    private readonly Dictionary<string, (DigitPattern Pattern, int[] Lengths)> types = new(StringComparer.Ordinal);

    public static NumberTypes? Read(JsonElement plan, int place, int[] planLengths)
    {
        if (place >= plan.GetArrayLength() || plan[place] is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() == 0)
            return null;
        var result = new NumberTypes();
        foreach (var (index, type) in list.EnumerateArray().Index())
        {
            if (type.ValueKind == JsonValueKind.Array && NumberingPlan.Text(type, 0) is { } pattern)
                result.types[Places[index]] = (new DigitPattern(pattern), NumberingPlan.Lengths(type, 1) ?? planLengths);
        }
        return result;
    }

    /// <summary>The type of a number that fits its plan. Where a plan has no mobile range of its own, a fixed line may be mobile.</summary>
    public string? Of(string nationalNumber)
    {
        if (Is(FixedLine, nationalNumber))
            return !types.ContainsKey(Mobile) || Is(Mobile, nationalNumber) ? "FIXED_LINE_OR_MOBILE" : FixedLine;
        return Array.Find(Order, type => Is(type, nationalNumber));
    }

    private bool Is(string type, string nationalNumber) =>
        types.TryGetValue(type, out var known) && known.Lengths.Contains(nationalNumber.Length) && known.Pattern.MatchesAll(nationalNumber);
}
