using UnifiedInbox.Web;

namespace UnifiedInbox.Accounts;

/// <summary>What somebody fills in to sign up. <see cref="Invitation"/> is the token of an invitation link.</summary>
internal sealed record NewAccount(string? Email, string? Password, string? Name, string? Invitation = null)
{
    private const int LongestName = 100;

    /// <summary>The same with spaces trimmed, and what is wrong with it by field (empty when nothing is).</summary>
    public (NewAccount Account, FieldErrors Errors) Checked()
    {
        var errors = new FieldErrors();
        if (!EmailText.TryParse(Email, out var email)) errors["email"] = ["Enter an email address, like name@example.com."];
        if (PasswordRule.Objection(Password) is { } objection) errors["password"] = [objection];
        var name = CleanName(Name);
        if (NameObjection(name) is { } nameless) errors["name"] = [nameless];
        return (this with { Email = email, Name = name }, errors);
    }

    public static string CleanName(string? name) => SafeText.Clean(name ?? "").Trim();

    public static string? NameObjection(string name) =>
        name.Length == 0 ? "Enter your name." : name.Length > LongestName ? $"Use at most {LongestName} characters." : null;
}
