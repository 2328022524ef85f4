using System.Text;
using System.Text.Json;

namespace UnifiedInbox.Messages.Texts;

/// <summary>
/// Characters that make a text longer for a carrier though a plain one says the same: curly quotes, dashes, ellipses, blanks of
/// other widths. The table is that of Twilio's smart encoding; the composer reads the same file.
/// </summary>
internal static class LookAlikes
{
    private static readonly Dictionary<char, string> Table = Load();

    /// <summary>What stands for <paramref name="sign"/>, or null. Blanks stand for one blank, where the provider writes several.</summary>
    public static string? Of(char sign) => Table.GetValueOrDefault(sign) switch
    {
        null => null,
        { Length: > 1 } blanks when string.IsNullOrWhiteSpace(blanks) => " ",
        var plain => plain,
    };

    /// <summary>The text as it would be with everything replaced.</summary>
    public static string Replace(string text) => Replace(text, Of);

    /// <summary>What the provider would make of it by its option <c>SmartEncoded</c>.</summary>
    public static string SmartEncode(string text) => Replace(text, static sign => Table.GetValueOrDefault(sign));

    private static string Replace(string text, Func<char, string?> plain)
    {
        var replaced = new StringBuilder(text.Length);
        foreach (var sign in text)
        {
            if (plain(sign) is { } other) replaced.Append(other);
            else replaced.Append(sign);
        }
        return replaced.ToString();
    }

    private static Dictionary<char, string> Load()
    {
        using var file = typeof(LookAlikes).Assembly.GetManifestResourceStream("look_alikes.json")!;
        var byPlain = JsonSerializer.Deserialize<Dictionary<string, string>>(file)!;
        return byPlain.SelectMany(entry => entry.Value.Select(sign => (sign, entry.Key))).ToDictionary(pair => pair.sign, pair => pair.Key);
    }
}
