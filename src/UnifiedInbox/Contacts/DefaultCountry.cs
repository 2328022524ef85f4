using UnifiedInbox.Contacts.PhoneNumbers;
using UnifiedInbox.Database;

namespace UnifiedInbox.Contacts;

/// <summary>
/// The country whose national numbers are understood: the team's setting <c>default_country</c>, else <c>DEFAULT_COUNTRY</c> from
/// the environment (ISO 3166, such as US; default none). Without one, numbers need their + and country code.
/// </summary>
internal sealed class DefaultCountry(SettingsStore settings, IConfiguration configuration)
{
    private const string Key = "default_country";
    private const string Variable = "DEFAULT_COUNTRY";

    public async Task<string?> GetAsync(CancellationToken ct)
    {
        var chosen = await settings.GetAsync<string?>(Key, null, ct);
        return string.IsNullOrEmpty(chosen) ? FromEnvironment(configuration) : chosen;
    }

    /// <exception cref="OperatorException">There is no such country.</exception>
    public static string? FromEnvironment(IConfiguration configuration)
    {
        if (configuration.Text(Variable)?.ToUpperInvariant() is not { } country) return null;
        return NumberingPlans.OfCountry(country) is not null
            ? country
            : throw new OperatorException($"{Variable} is “{country}”; it must be a country's two letters, such as US, GB or DE.");
    }
}
