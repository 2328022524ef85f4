using System.Globalization;

namespace UnifiedInbox.Simulator.Rest;

/// <summary>How the 2010 API writes what it writes.</summary>
internal static class Rfc
{
    public const string ApiVersion = "2010-04-01";

    /// <summary>RFC 2822, always in UTC.</summary>
    public static string? Date(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture);
}
