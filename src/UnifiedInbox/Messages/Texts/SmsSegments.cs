using System.Globalization;

namespace UnifiedInbox.Messages.Texts;

/// <summary>A text as carriers bill and pace it.</summary>
/// <param name="Encoding"><c>GSM-7</c> or <c>UCS-2</c>.</param>
/// <param name="Units">Septets in GSM-7, where the extension characters count two; UTF-16 units in UCS-2.</param>
/// <param name="Segments">How it is cut; one, also for an empty text.</param>
internal sealed record SmsText(string Encoding, int Units, IReadOnlyList<string> Segments);

/// <summary>
/// How many segments carriers bill and pace a text at. GSM-7 where every character is in its tables (160, or 153 a part; the
/// extension characters count twice), UCS-2 otherwise (70, or 67 a part). What belongs together is never split over two parts.
/// Source: 3GPP TS 23.038 and 23.040. The composer counts by the same rules (Web/assets/sms_text.js).
/// </summary>
internal static class SmsSegments
{
    private const string Basic =
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    private const string Extension = "^{}\\[~]|€\f";

    private static readonly HashSet<char> BasicSet = [.. Basic];

    /// <summary>At least 1, also for an empty text.</summary>
    public static int Count(string text) => Read(text).Segments.Count;

    public static SmsText Read(string text)
    {
        var gsm = text.All(IsGsm);
        return gsm
            ? Cut("GSM-7", text, at => (1, Extension.Contains(text[at], StringComparison.Ordinal) ? 2 : 1), single: 160, part: 153)
            : Cut("UCS-2", text, at => { var length = LengthAt(text, at); return (length, length); }, single: 70, part: 67);
    }

    /// <summary>What is seen as one character stays together: a letter with its accents, a flag, a family. Only a line break may be cut.</summary>
    private static int LengthAt(string text, int at) => text[at] == '\r' ? 1 : StringInfo.GetNextTextElementLength(text, at);

    /// <summary>Whether a text may have it and stay in GSM-7.</summary>
    public static bool IsGsm(char sign) => BasicSet.Contains(sign) || Extension.Contains(sign, StringComparison.Ordinal);

    /// <param name="encoding">Its name.</param>
    /// <param name="text">The text.</param>
    /// <param name="pieceAt">Characters and units of what cannot be split at a place.</param>
    /// <param name="single">Units that fit in one message.</param>
    /// <param name="part">Units that fit in each of several.</param>
    private static SmsText Cut(string encoding, string text, Func<int, (int Characters, int Units)> pieceAt, int single, int part)
    {
        var (total, used, start) = (0, 0, 0);
        var parts = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var (characters, units) = pieceAt(at);
            if (used + units > part)
            {
                parts.Add(text[start..at]);
                (start, used) = (at, 0);
            }
            total += units;
            used += units;
            at += characters;
        }
        parts.Add(text[start..]);
        return new SmsText(encoding, total, total <= single ? [text] : parts);
    }
}
