using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using UnifiedInbox.Channels;

namespace UnifiedInbox.Search;

/// <summary>
/// What somebody typed into the search: words, "phrases", -without, from:, channel:, before: and after:. Anything can be read: what is no
/// filter is words.
/// </summary>
public sealed partial record SearchText
{
    public const int Longest = 500;
    private const int MostTerms = 20;

    public required string Typed { get; init; }
    public required IReadOnlyList<string> Words { get; init; }
    public required IReadOnlyList<string> Phrases { get; init; }
    public required IReadOnlyList<string> Without { get; init; }

    /// <summary>A name or an address; <c>me</c> is whoever asks.</summary>
    public string? From { get; init; }
    public string? Channel { get; init; }

    /// <summary>Not included.</summary>
    public DateOnly? Before { get; init; }

    /// <summary>Included.</summary>
    public DateOnly? After { get; init; }

    /// <summary>What of a filter could not be understood: a sentence for the person.</summary>
    public string? Hint { get; init; }

    public bool HasTerms => Words.Count + Phrases.Count > 0;
    public bool HasFilters => From is not null || Channel is not null || Before is not null || After is not null;
    public bool IsEmpty => !HasTerms && !HasFilters;

    /// <summary>Everything but a word is no search: it would be all there is.</summary>
    public bool OnlyLeavesOut => IsEmpty && Without.Count > 0;

    /// <summary>Words and phrases as one text: what names are compared with.</summary>
    public string Plain => string.Join(' ', Phrases.Concat(Words));

    public static SearchText Read(string? text)
    {
        var typed = Clean(text);
        List<string> words = [], phrases = [], without = [];
        var found = new SearchText { Typed = typed, Words = words, Phrases = phrases, Without = without };
        foreach (Match term in Term().Matches(typed).Take(MostTerms))
        {
            var phrase = term.Groups["phrase"];
            var value = phrase.Success ? phrase.Value.Trim() : term.Groups["word"].Value;
            if (value.Length == 0) continue;
            if (term.Groups["filter"].Success) found = found.With(term.Groups["filter"].Value.ToLowerInvariant(), value);
            else if (term.Groups["not"].Success) without.Add(value);
            else (phrase.Success ? phrases : words).Add(value);
        }
        return found;
    }

    private SearchText With(string filter, string value) => filter switch
    {
        "from" => this with { From = value },
        "channel" => ChannelName.Parse(value.ToLowerInvariant()) is null ? this with { Hint = "A channel is sms, whatsapp or email." } : this with { Channel = value.ToLowerInvariant() },
        _ => !DateOnly.TryParseExact(value, ["yyyy-MM-dd", "yyyy-M-d"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || day.Year is < 1970 or > 9000
            ? this with { Hint = $"Write {filter}: with a day such as 2026-01-31." }
            : filter == "before" ? this with { Before = day } : this with { After = day },
    };

    /// <summary>Without what PostgreSQL cannot hold, cut to a length, quotes of any kind as one.</summary>
    private static string Clean(string? text)
    {
        var clean = new StringBuilder();
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (clean.Length >= Longest) break;
            clean.Append(rune.Value switch
            {
                < 32 or 127 or 0xFFFD => " ",
                '“' or '”' or '„' or '«' or '»' => "\"",
                _ => rune.ToString(),
            });
        }
        return clean.ToString().Trim();
    }

    [GeneratedRegex("""(?:(?<filter>from|channel|before|after):|(?<not>(?<![^\s])-))?(?:"(?<phrase>[^"]*)"?|(?<word>[^\s"]+))""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Term();
}
