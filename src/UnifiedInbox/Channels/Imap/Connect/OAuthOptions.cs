namespace UnifiedInbox.Channels.Imap.Connect;

/// <summary>One provider that lets us into mailboxes by OAuth 2.</summary>
/// <param name="Name"><c>google</c> or <c>microsoft</c>: as in <see cref="Inboxes.ImapSettings.Auth"/> and in our addresses.</param>
/// <param name="AuthorizeUrl">Where the owner of the mailbox agrees.</param>
/// <param name="TokenUrl">Where codes and refresh tokens are changed into access tokens.</param>
/// <param name="More">Parameters of the provider's own, for it to give a refresh token.</param>
internal sealed record OAuthProvider(
    string Name, string Label, string ClientId, string ClientSecret, string AuthorizeUrl, string TokenUrl, string Scope, string ImapHost,
    IReadOnlyDictionary<string, string> More);

/// <summary>A provider as the settings page offers it.</summary>
public sealed record OAuthChoice(string Name, string Label);

/// <summary>
/// The providers that are set up: <c>GOOGLE_CLIENT_ID</c>, <c>GOOGLE_CLIENT_SECRET</c>, <c>MICROSOFT_CLIENT_ID</c>, <c>MICROSOFT_CLIENT_SECRET</c>,
/// <c>MICROSOFT_TENANT</c> (default common). Where they live can be overridden for tests and gateways: <c>GOOGLE_OAUTH_URL</c>,
/// <c>MICROSOFT_OAUTH_URL</c>.
/// </summary>
internal sealed class OAuthOptions(IReadOnlyList<OAuthProvider> providers)
{
    public IReadOnlyList<OAuthProvider> Providers => providers;

    public OAuthProvider? Find(string name) => providers.FirstOrDefault(provider => provider.Name == name);

    public static OAuthOptions From(IConfiguration configuration)
    {
        var providers = new List<OAuthProvider>();
        if (configuration.Text("GOOGLE_CLIENT_ID") is { } google)
        {
            var own = configuration.Text("GOOGLE_OAUTH_URL")?.TrimEnd('/');
            providers.Add(new OAuthProvider(
                "google", "Google", google, Secret(configuration, "GOOGLE_CLIENT_SECRET"),
                own is null ? "https://accounts.google.com/o/oauth2/v2/auth" : own + "/auth",
                own is null ? "https://oauth2.googleapis.com/token" : own + "/token",
                "https://mail.google.com/", "imap.gmail.com",
                // Without the consent page a second time there is no second refresh token.
                new Dictionary<string, string> { ["access_type"] = "offline", ["prompt"] = "consent" }));
        }
        if (configuration.Text("MICROSOFT_CLIENT_ID") is { } microsoft)
        {
            var own = configuration.Text("MICROSOFT_OAUTH_URL")?.TrimEnd('/')
                ?? "https://login.microsoftonline.com/" + Uri.EscapeDataString(configuration.Text("MICROSOFT_TENANT") ?? "common") + "/oauth2/v2.0";
            providers.Add(new OAuthProvider(
                "microsoft", "Microsoft", microsoft, Secret(configuration, "MICROSOFT_CLIENT_SECRET"), own + "/authorize", own + "/token",
                "https://outlook.office.com/IMAP.AccessAsUser.All offline_access", "outlook.office365.com", new Dictionary<string, string>()));
        }
        return new OAuthOptions(providers);
    }

    private static string Secret(IConfiguration configuration, string name) =>
        configuration.Text(name) ?? throw new OperatorException(name + " is missing: set it, or take the client id away.");
}
