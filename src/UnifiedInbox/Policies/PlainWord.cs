using System.Globalization;
using System.Text;

namespace UnifiedInbox.Policies;

/// <summary>
/// The letters of a message that is hardly more than a word, upper-case and joined: <c>“Opt-out.”</c>, <c>S T O P</c>, full-width
/// <c>ＳＴＯＰ</c> and <c>stop 🛑</c> are written in many ways and mean the same. A signature on lines of its own does not count.
/// </summary>
internal static class PlainWord
{
    /// <summary>No word of the list needs more, with punctuation and a signature.</summary>
    private const int Longest = 200;
    private const int LongestWord = 60;

    private static readonly string[] SignatureStarts =
        ["--", "—", "–", "-", "~", "Sent from", "Sent via", "Sent with", "Get Outlook", "Gesendet", "Von meinem", "Envoyé", "Enviado", "Inviato", "Verzonden"];

    /// <summary>Empty where the text holds more than that: a digit, a question, or simply too much.</summary>
    public static string Of(string text)
    {
        if (text.Length > Longest) return "";
        var message = WithoutSignature(text);
        if (message.Length > LongestWord) return "";
        var letters = new StringBuilder(message.Length);
        foreach (var rune in message.EnumerateRunes())
        {
            if (PlainLetter(rune.Value) is { } plain) letters.Append(plain);
            else if (Rune.IsLetter(rune)) letters.Append(Rune.ToUpperInvariant(rune).ToString());
            else if (rune.Value == '?' || Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.CurrencySymbol) return "";
        }
        return letters.ToString();
    }

    /// <summary>The capital A to Z that a decorated letter is: full-width, mathematical, circled or squared. (The runtime has no ICU to fold them.)</summary>
    private static char? PlainLetter(int rune) => rune switch
    {
        >= 'A' and <= 'Z' => (char)rune,
        >= 'a' and <= 'z' => (char)(rune - 32),
        >= 0xFF21 and <= 0xFF3A => (char)(rune - 0xFF21 + 'A'),
        >= 0xFF41 and <= 0xFF5A => (char)(rune - 0xFF41 + 'A'),
        >= 0x24B6 and <= 0x24E9 => (char)(((rune - 0x24B6) % 26) + 'A'),
        >= 0x1D400 and <= 0x1D6A3 => (char)(((rune - 0x1D400) % 26) + 'A'),
        >= 0x1F130 and <= 0x1F149 => (char)(rune - 0x1F130 + 'A'),
        >= 0x1F150 and <= 0x1F169 => (char)(rune - 0x1F150 + 'A'),
        >= 0x1F170 and <= 0x1F189 => (char)(rune - 0x1F170 + 'A'),
        _ => null,
    };

    private static ReadOnlySpan<char> Trimmed(string line) => line.AsSpan().Trim();

    private static string WithoutSignature(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Trim().Split('\n');
        if (lines.Length == 1) return lines[0];
        var next = Array.FindIndex(lines, 1, line => Trimmed(line).Length > 0);
        return next > 0 && (StartsSignature(lines[next]) || (next > 1 && IsName(lines.AsSpan(next)))) ? lines[0] : string.Join('\n', lines);
    }

    private static bool StartsSignature(string line) =>
        Array.Exists(SignatureStarts, start => Trimmed(line).StartsWith(start, StringComparison.OrdinalIgnoreCase));

    /// <summary>After an empty line, one to three words that each begin with a capital, and nothing below.</summary>
    private static bool IsName(ReadOnlySpan<string> lines) =>
        lines.Length == 1
        && lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: >= 1 and <= 3 } words
        && Array.TrueForAll(words, word => char.IsUpper(word[0]) && !word.AsSpan().ContainsAny("?!,"));
}
