using System.Buffers;

namespace UnifiedInbox.Simulator.Messages;

/// <summary>
/// How many parts a text is cut into: 160 septets or 70 UTF-16 units in one, 153 or 67 in each of several. An escaped
/// character and a surrogate pair are never split, so a part may stay one unit short and a division would be wrong.
/// </summary>
internal static class Segments
{
    private const string Basic =
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    private const string Extension = "^{}\\[~]|€\f";

    private static readonly SearchValues<char> septets = SearchValues.Create(Basic + Extension);

    public static int Count(string text) =>
        text.AsSpan().ContainsAnyExcept(septets)
            ? Count(text, single: 70, part: 67, static (text, at) => char.IsSurrogatePair(text, at) ? 2 : 1, pairIsTwoChars: true)
            : Count(text, single: 160, part: 153, static (text, at) => Extension.Contains(text[at], StringComparison.Ordinal) ? 2 : 1, pairIsTwoChars: false);

    private static int Count(string text, int single, int part, Func<string, int, int> width, bool pairIsTwoChars)
    {
        var (total, parts, used) = (0, 1, 0);
        for (var at = 0; at < text.Length; at++)
        {
            var units = at + 1 < text.Length || !pairIsTwoChars ? width(text, at) : 1;
            total += units;
            if (used + units > part)
                (parts, used) = (parts + 1, 0);
            used += units;
            if (pairIsTwoChars && units == 2)
                at++;
        }
        return total <= single ? 1 : parts;
    }
}
