using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace UnifiedInbox.Contacts.PhoneNumbers;

/// <summary>The part of a text that reads as a telephone number, before any country's rules are asked.</summary>
internal static partial class PhoneText
{
    /// <summary>What may stand between digits: dashes, slashes, dots, spaces, brackets and tildes; the inside of a character class.</summary>
    public const string Punctuation = @"-‐-―−ー－／/．. \u00A0\u00AD\u200B\u2060\u3000()（）［］\[\]~⁓∼～";

    private const string Digits = "0-9０-９٠-٩۰-۹";

    /// <summary>Longer texts hold no number, and the patterns below need not be fast on them.</summary>
    private const int LongestInput = 250;

    private static readonly SearchValues<char> PunctuationMarks =
        SearchValues.Create("-‐‑‒–—―−ー－／/．. \u00A0\u00AD\u200B\u2060\u3000()（）［］[]~⁓∼～");

    public readonly record struct Found(string Number, string? Extension);

    public static bool TryExtract(string input, out Found found, out string error)
    {
        found = default;
        if (!TryFindNumber(input, out var text, out error)) return false;
        var extension = Extension().Match(text);
        var viable = IsNumber(text) || (text.Length == 2 && text.All(IsDigit))
            || (extension.Success && IsNumber(text.AsSpan(0, extension.Index)));
        if (!viable)
        {
            error = IsStartOfNumber(text) ? PhoneNumberError.TooShort : PhoneNumberError.NotANumber;
            return false;
        }
        found = extension.Success
            ? new Found(text[..extension.Index], extension.Groups.Values.Skip(1).First(group => group.Success).Value)
            : new Found(text, null);
        return true;
    }

    /// <summary>What one would dial: ASCII digits, and the <c>+</c> where it leads. Everything else goes.</summary>
    public static string Dialled(string text)
    {
        var dialled = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (DigitOf(character) is { } digit) dialled.Append(digit);
            else if (character == '+' && dialled.Length == 0) dialled.Append('+');
        }
        return dialled.ToString();
    }

    /// <summary>Undoes RFC 3966 (<c>tel:863-1234;phone-context=+1-914</c>), or cuts off what stands around the number.</summary>
    private static bool TryFindNumber(string input, out string number, out string error)
    {
        const string Context = ";phone-context=";
        const string Scheme = "tel:";
        const string Subaddress = ";isub=";
        number = "";
        error = input.Length > LongestInput ? PhoneNumberError.TooLong : PhoneNumberError.NotANumber;
        if (input.Length > LongestInput) return false;
        var contextAt = input.IndexOf(Context, StringComparison.Ordinal);
        if (contextAt < 0) number = CutOut(input);
        else
        {
            var context = input[(contextAt + Context.Length)..].Split(';', 2)[0];
            if (!IsContextNumber(context) && !ContextDomain().IsMatch(context)) return false;
            var schemeAt = input.IndexOf(Scheme, StringComparison.Ordinal);
            var start = schemeAt < 0 ? 0 : schemeAt + Scheme.Length;
            var local = input[Math.Min(start, contextAt)..Math.Max(start, contextAt)];
            number = context[0] == '+' ? context + local : local;
        }
        var subaddressAt = number.IndexOf(Subaddress, StringComparison.Ordinal);
        if (subaddressAt > 0) number = number[..subaddressAt];
        return number.Length > 0;
    }

    private static string CutOut(string text)
    {
        var start = 0;
        while (start < text.Length && !IsPlus(text[start]) && !IsDigit(text[start])) start++;
        var end = text.Length;
        while (end > start && text[end - 1] != '#' && !IsDigit(text[end - 1])) end--;
        return text[start..end];
    }

    /// <summary>Three digits or more, nothing but punctuation among them, perhaps a plus before.</summary>
    private static bool IsNumber(ReadOnlySpan<char> text) => CountDigits(text) >= 3;

    private static bool IsStartOfNumber(ReadOnlySpan<char> text) => CountDigits(text) is 1 or 2 && IsDigit(text[^1]);

    /// <summary>How many digits a number has so far, or -1 where something in it does not belong.</summary>
    private static int CountDigits(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var character in text.Length > 0 && IsPlus(text[0]) ? text[1..] : text)
        {
            if (IsDigit(character)) count++;
            else if (!PunctuationMarks.Contains(character)) return -1;
        }
        return count;
    }

    private static bool IsContextNumber(string context) =>
        context.StartsWith('+') && context.Skip(1).All(c => IsDigit(c) || c is '-' or '.' or '(' or ')') && context.Any(IsDigit);

    private static bool IsPlus(char character) => character is '+' or '＋';

    private static bool IsDigit(char character) => DigitOf(character) is not null;

    private static char? DigitOf(char character) => character switch
    {
        >= '0' and <= '9' => character,
        >= '０' and <= '９' => (char)(character - '０' + '0'),
        >= '٠' and <= '٩' => (char)(character - '٠' + '0'),
        >= '۰' and <= '۹' => (char)(character - '۰' + '0'),
        _ => null,
    };

    // In this order: ;ext=, words that mean nothing else, words and signs that may, "- 123#", pauses as diallers write them.
    [GeneratedRegex(
        $@"(?:;ext=([{Digits}]{{1,20}})" +
        $@"|[ \u00A0\t,]*(?:e?xt(?:ensi(?:o\u0301?|ó))?n?|ｅ?ｘｔｎ?|доб|anexo)[:\.．]?[ \u00A0\t,-]*([{Digits}]{{1,20}})#?" +
        $@"|[ \u00A0\t,]*(?:[xｘ#＃~～]|int|ｉｎｔ)[:\.．]?[ \u00A0\t,-]*([{Digits}]{{1,9}})#?" +
        $@"|[- ]+([{Digits}]{{1,6}})#" +
        $@"|[ \u00A0\t]*(?:,{{2}}|;)[:\.．]?[ \u00A0\t,-]*([{Digits}]{{1,15}})#?" +
        $@"|[ \u00A0\t]*,+[:\.．]?[ \u00A0\t,-]*([{Digits}]{{1,9}})#?)\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Extension();

    [GeneratedRegex($@"^(?:[{Digits}](?:-*[{Digits}])*\.)*[a-zA-Z]+(?:-*[{Digits}])*\.?\z", RegexOptions.CultureInvariant)]
    private static partial Regex ContextDomain();
}
