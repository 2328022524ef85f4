using System.Globalization;
using System.Text;

namespace UnifiedInbox.Mail.Imap.Wire;

/// <summary>Dates as IMAP writes them: <c>17-Jul-1996 02:44:25 -0700</c>.</summary>
internal static class ImapDate
{
    private static readonly string[] Formats = ["d-MMM-yyyy HH:mm:ss zzz", "d-MMM-yy HH:mm:ss zzz", "d-MMM-yyyy HH:mm zzz"];

    /// <summary>Null where a server sends something that is no date.</summary>
    public static DateTimeOffset? Read(ReadOnlySpan<byte> text)
    {
        if (text.Length is 0 or > 40) return null;
        var date = Encoding.Latin1.GetString(text).Trim();
        // .NET reads zones with a colon only.
        if (date.Length > 5 && date[^5] is '+' or '-') date = date.Insert(date.Length - 2, ":");
        return DateTimeOffset.TryParseExact(date, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var read) ? read : null;
    }

    /// <summary>For APPEND.</summary>
    public static string Write(DateTimeOffset date) =>
        date.ToString("dd-MMM-yyyy HH:mm:ss ", CultureInfo.InvariantCulture)
        + date.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);

    /// <summary>For SEARCH SINCE.</summary>
    public static string Write(DateOnly day) => day.ToString("d-MMM-yyyy", CultureInfo.InvariantCulture);
}
