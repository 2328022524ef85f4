using System.Text;
using System.Text.RegularExpressions;

namespace UnifiedInbox.Contacts.PhoneNumbers;

/// <summary>
/// A pattern of the metadata, compiled when first used. These come with the build and are asked about plain digits only; they
/// hold no nested repetition, so backtracking stays cheap. The timeout says so loudly if metadata ever breaks that.
/// </summary>
internal sealed class DigitPattern(string pattern)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(250);

    private Regex? whole;
    private Regex? start;

    public static DigitPattern? OrNone(string? pattern) => pattern is null ? null : new DigitPattern(pattern);

    public bool MatchesAll(string digits) =>
        (whole ??= new Regex($@"^(?:{pattern})\z", RegexOptions.CultureInvariant, Timeout)).IsMatch(digits);

    public bool MatchesStart(string digits) => AtStart(digits).Success;

    public Match AtStart(string digits) => (start ??= new Regex($"^(?:{pattern})", RegexOptions.CultureInvariant, Timeout)).Match(digits);

    /// <summary>
    /// Puts the groups of a match into a template. <c>$1</c> is always one digit here (the replacement "9$1" may stand before
    /// other digits), which is why <see cref="Match.Result"/> will not do.
    /// </summary>
    public static string Fill(string template, Match match)
    {
        var filled = new StringBuilder(template.Length + 16);
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] == '$' && i + 1 < template.Length && char.IsAsciiDigit(template[i + 1]))
                filled.Append(match.Groups[template[++i] - '0'].ValueSpan);
            else
                filled.Append(template[i]);
        }
        return filled.ToString();
    }
}
