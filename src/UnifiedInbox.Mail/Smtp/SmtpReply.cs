using System.Text.RegularExpressions;

namespace UnifiedInbox.Mail.Smtp;

/// <summary>One answer of the server: a code of three digits, and lines of text.</summary>
internal sealed partial record SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    public bool IsGood => Code is >= 200 and < 400;

    public bool IsTransient => Code is >= 400 and < 500;

    /// <summary>The enhanced code (RFC 3463) where there is one.</summary>
    public string CodeText => Lines.Count > 0 && Enhanced().Match(Lines[0]) is { Success: true } match
        ? match.Value
        : Code.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public string Text
    {
        get
        {
            var text = string.Concat(string.Join(' ', Lines).Select(sign => char.IsControl(sign) ? ' ' : sign));
            return Code + " " + (text.Length > 500 ? text[..500] : text);
        }
    }

    public bool Offers(string extension) => Lines.Any(line => line.Equals(extension, StringComparison.OrdinalIgnoreCase) || line.StartsWith(extension + " ", StringComparison.OrdinalIgnoreCase));

    /// <summary>What stands behind an extension's name.</summary>
    public string Parameters(string extension) =>
        Lines.FirstOrDefault(line => line.StartsWith(extension + " ", StringComparison.OrdinalIgnoreCase))?[(extension.Length + 1)..] ?? "";

    [GeneratedRegex(@"^[245]\.\d{1,3}\.\d{1,3}")]
    private static partial Regex Enhanced();
}
