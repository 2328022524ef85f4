using System.Globalization;

namespace UnifiedInbox.Analytics;

/// <summary>Figures as a person reads them.</summary>
internal static class Spoken
{
    public static string Duration(double? seconds) => seconds switch
    {
        null => "–",
        < 1 => "under 1 s",
        < 60 => $"{Math.Round(seconds.Value)} s",
        < 3600 => $"{(int)(seconds / 60)} min {(int)(seconds % 60)} s",
        < 86400 => $"{(int)(seconds / 3600)} h {(int)(seconds % 3600 / 60)} min",
        _ => $"{(int)(seconds / 86400)} d {(int)(seconds % 86400 / 3600)} h",
    };

    public static string Rate(double? rate) => rate is null ? "–" : (rate.Value * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>The change from <paramref name="before"/> to <paramref name="now"/> in percent; null where there is nothing to compare with.</summary>
    public static double? Change(double? now, double? before) => now is null || before is null or 0 ? null : (now - before) / before * 100;
}
