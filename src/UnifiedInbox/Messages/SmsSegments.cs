namespace UnifiedInbox.Messages;

/// <summary>
/// How many segments carriers bill and pace a text at. GSM-7 where every character is in its tables (160, or 153 a part; the
/// extension characters count twice), UCS-2 otherwise (70, or 67 a part). A pair is never split over two parts.
/// Source: 3GPP TS 23.038 and 23.040.
/// </summary>
internal static class SmsSegments
{
    private const string Basic =
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    private const string Extension = "^{}\\[~]|€\f";

    private static readonly HashSet<char> BasicSet = [.. Basic];

    /// <summary>At least 1, also for an empty text.</summary>
    public static int Count(string text)
    {
        var gsm = text.All(c => BasicSet.Contains(c) || Extension.Contains(c, StringComparison.Ordinal));
        return gsm
            ? CountUnits(text, c => Extension.Contains(c, StringComparison.Ordinal) ? 2 : 1, 160, 153)
            : CountSurrogates(text);
    }

    private static int CountUnits(string text, Func<char, int> width, int single, int part)
    {
        var total = text.Sum(width);
        if (total <= single) return 1;
        int segments = 1, used = 0;
        foreach (var c in text)
        {
            var units = width(c);
            if (used + units > part)
            {
                segments++;
                used = 0;
            }
            used += units;
        }
        return segments;
    }

    private static int CountSurrogates(string text)
    {
        if (text.Length <= 70) return 1;
        int segments = 1, used = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var units = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) ? 2 : 1;
            if (used + units > 67)
            {
                segments++;
                used = 0;
            }
            used += units;
            i += units - 1;
        }
        return segments;
    }
}
