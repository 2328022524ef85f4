using System.Text;
using UnifiedInbox.Policies;
using UnifiedInbox.Web;

namespace UnifiedInbox.Messages.Texts;

/// <param name="Content">The text of an SMS.</param>
internal sealed record CountSegmentsRequest(string? Content);

/// <param name="Char">One character, or a pair of surrogates.</param>
/// <param name="Swap">What says the same in GSM-7; null where nothing does.</param>
internal sealed record ForeignCharacter(string Char, int Count, string? Swap);

/// <param name="Encoding"><c>GSM-7</c> or <c>UCS-2</c>.</param>
/// <param name="Units">Septets, or UTF-16 units.</param>
/// <param name="Foreign">The characters that force UCS-2, in the order they come.</param>
/// <param name="PlainContent">The text with all swaps made; null where there is nothing to swap.</param>
internal sealed record SegmentsJson(
    string Encoding, int Units, int Segments, IReadOnlyList<ForeignCharacter> Foreign, string? PlainContent, int? PlainSegments);

/// <summary><c>POST /api/messages/segments</c>: what a text would cost in segments, and what makes it so. Nothing is sent or kept.</summary>
internal static class CountSegments
{
    public static SegmentsJson Run(string content)
    {
        var text = SmsSegments.Read(content);
        var plain = LookAlikes.Replace(content);
        return new(
            text.Encoding,
            text.Units,
            text.Segments.Count,
            Foreign(content),
            plain == content ? null : plain,
            plain == content ? null : SmsSegments.Count(plain));
    }

    private static List<ForeignCharacter> Foreign(string content) =>
        [.. content.EnumerateRunes()
            .Where(rune => !rune.IsBmp || !SmsSegments.IsGsm((char)rune.Value))
            .GroupBy(rune => rune)
            .Select(same => new ForeignCharacter(same.Key.ToString(), same.Count(), same.Key.IsBmp ? LookAlikes.Of((char)same.Key.Value) : null))];

    public static IResult Endpoint(CountSegmentsRequest request) =>
        request.Content is { Length: <= Gate.MostCharacters } content
            ? TypedResults.Ok(Run(content))
            : Problem.Invalid("content", "Give a text of at most 1,600 characters.", "bad_content");
}
