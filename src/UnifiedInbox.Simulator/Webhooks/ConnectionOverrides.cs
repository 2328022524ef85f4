using System.Globalization;

namespace UnifiedInbox.Simulator.Webhooks;

/// <summary>Why a webhook attempt was no success.</summary>
internal enum WebhookFailure
{
    None,
    Connect,
    Read,
    Refused4xx,
    Failed5xx,
}

/// <summary>
/// What the fragment of a webhook URL says of timeouts and retries (<c>#ct=2000&amp;rt=5000&amp;tt=15000&amp;rc=5&amp;rp=all</c>). Without
/// one: connect within 5 s, answer within 15 s, and one retry for a failed connection only. Values out of range count as absent.
/// </summary>
internal sealed record ConnectionOverrides(TimeSpan Connect, TimeSpan Read, TimeSpan Total, int Retries, string Policy)
{
    public static readonly ConnectionOverrides Default =
        new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(15), Retries: 1, Policy: "ct");

    public static ConnectionOverrides Of(string url)
    {
        var hash = url.IndexOf('#', StringComparison.Ordinal);
        if (hash < 0)
            return Default;
        var settings = Default;
        foreach (var pair in url[(hash + 1)..].Split('&'))
            settings = pair.Split('=', 2) switch
            {
                ["ct", var value] => settings with { Connect = Milliseconds(value, 10_000) ?? Default.Connect },
                ["rt", var value] => settings with { Read = Milliseconds(value, 15_000) ?? Default.Read },
                ["tt", var value] => settings with { Total = Milliseconds(value, 15_000) ?? Default.Total },
                ["rc", var value] => settings with { Retries = Number(value, 0, 5) ?? Default.Retries },
                ["rp", var value] => settings with { Policy = value },
                _ => settings,
            };
        return settings;
    }

    public bool Retry(WebhookFailure failure) => Policy.Split(',').Any(word => word switch
    {
        "all" => failure != WebhookFailure.None,
        "ct" => failure == WebhookFailure.Connect,
        "rt" => failure == WebhookFailure.Read,
        "4xx" => failure == WebhookFailure.Refused4xx,
        "5xx" => failure == WebhookFailure.Failed5xx,
        _ => false,
    });

    private static TimeSpan? Milliseconds(string value, int most) =>
        Number(value, 100, most) is { } number ? TimeSpan.FromMilliseconds(number) : null;

    private static int? Number(string value, int least, int most) =>
        int.TryParse(value, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;
}
