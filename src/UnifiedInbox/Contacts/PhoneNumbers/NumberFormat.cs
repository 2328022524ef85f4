using System.Text.Json;
using System.Text.RegularExpressions;

namespace UnifiedInbox.Contacts.PhoneNumbers;

/// <summary>
/// One way of grouping digits. Places in the metadata: 0 pattern, 1 template, 2 leading digits (the last entry is the most
/// detailed), 3 how the national prefix is written, 5 template for abroad.
/// </summary>
internal sealed partial class NumberFormat
{
    private readonly DigitPattern pattern;
    private readonly DigitPattern? leadingDigits;
    private readonly string template;
    private readonly string? prefixRule;
    private readonly string? internationalTemplate;

    private NumberFormat(JsonElement format)
    {
        pattern = new DigitPattern(format[0].GetString()!);
        template = format[1].GetString()!;
        if (format.GetArrayLength() > 2 && format[2] is { ValueKind: JsonValueKind.Array } leading && leading.GetArrayLength() > 0)
            leadingDigits = new DigitPattern(leading[leading.GetArrayLength() - 1].GetString()!);
        prefixRule = NumberingPlan.Text(format, 3);
        internationalTemplate = NumberingPlan.Text(format, 5);
    }

    public static NumberFormat[]? ReadAll(JsonElement plan, int place) =>
        place < plan.GetArrayLength() && plan[place] is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Select(format => new NumberFormat(format))]
            : null;

    public bool Fits(string nationalNumber) =>
        leadingDigits?.MatchesStart(nationalNumber) != false && pattern.MatchesAll(nationalNumber);

    /// <summary>Brackets and dashes belong to national writing: abroad, groups are set apart by single spaces.</summary>
    public string International(string nationalNumber) =>
        PunctuationRun().Replace(Apply(internationalTemplate ?? template, nationalNumber), " ").Trim();

    public string National(string nationalNumber, string? planPrefixRule)
    {
        if ((prefixRule ?? planPrefixRule) is not { } rule) return Apply(template, nationalNumber);
        // The rule "0$1" speaks of whatever group comes first in the template, which is $2 in Argentina.
        var first = FirstGroup().Match(template);
        var withPrefix = first.Success
            ? string.Concat(template.AsSpan(0, first.Index), rule.Replace("$1", first.Value, StringComparison.Ordinal),
                template.AsSpan(first.Index + first.Length))
            : template;
        return Apply(withPrefix, nationalNumber);
    }

    private string Apply(string withGroups, string nationalNumber)
    {
        var match = pattern.AtStart(nationalNumber);
        return DigitPattern.Fill(withGroups, match) + nationalNumber[match.Length..];
    }

    [GeneratedRegex(@"\$[0-9]", RegexOptions.CultureInvariant)]
    private static partial Regex FirstGroup();

    [GeneratedRegex($"[{PhoneText.Punctuation}]+", RegexOptions.CultureInvariant)]
    private static partial Regex PunctuationRun();
}
