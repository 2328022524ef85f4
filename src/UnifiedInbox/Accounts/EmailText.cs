namespace UnifiedInbox.Accounts;

/// <summary>The address somebody signs in with: enough checking to catch slips, since only a mail proves one.</summary>
internal static class EmailText
{
    private const int Longest = 254;

    public static bool TryParse(string? text, out string email)
    {
        email = (text ?? "").Trim();
        return email.Length is > 0 and <= Longest
            && email.Split('@') is [{ Length: > 0 and <= 64 } local, { Length: > 0 } domain]
            && email.All(IsAllowed)
            && local[0] != '.' && local[^1] != '.' && !local.Contains("..", StringComparison.Ordinal)
            && domain.Split('.') is { Length: >= 2 } labels
            && labels.All(label => label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-' && label.All(IsOfDomain));
    }

    public static string DomainOf(string email) => email[(email.LastIndexOf('@') + 1)..];

    private static bool IsAllowed(char c) =>
        char.IsAscii(c) ? c is > ' ' and < '\u007f' && !"<>()[],;:\\\"".Contains(c, StringComparison.Ordinal) : char.IsLetterOrDigit(c);

    private static bool IsOfDomain(char c) => char.IsLetterOrDigit(c) || c == '-';
}
