using UnifiedInbox.Database;

namespace UnifiedInbox.Accounts;

/// <summary>
/// Who may make an account after the first: anyone (<c>open</c>), whoever holds an invitation (<c>invite</c>), or also
/// addresses of the team's own domains (<c>domain</c>). An invitation works under each.
/// </summary>
internal sealed record SignUpRule
{
    public const string Key = "sign_up";
    public const string Open = "open";
    public const string Invite = "invite";
    public const string Domain = "domain";

    public string Mode { get; init; } = Invite;
    public IReadOnlyList<string> Domains { get; init; } = [];

    public static Task<SignUpRule> ReadAsync(SettingsStore settings, CancellationToken ct) => settings.GetAsync(Key, new SignUpRule(), ct);

    public bool Admits(string email) => Mode switch
    {
        Open => true,
        Domain => Domains.Contains(EmailText.DomainOf(email), StringComparer.OrdinalIgnoreCase),
        _ => false,
    };
}
