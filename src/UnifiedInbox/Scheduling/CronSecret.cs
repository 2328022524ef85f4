using System.Security.Cryptography;
using System.Text;

namespace UnifiedInbox.Scheduling;

/// <summary>Who may ask from outside: <c>CRON_SECRET</c>.</summary>
internal sealed record CronSecret(string? Text)
{
    public bool Allows(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return Text is not null && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(header["Bearer ".Length..].Trim()), Encoding.UTF8.GetBytes(Text));
    }
}
