using System.Buffers.Text;
using System.Text;
using UnifiedInbox.Web;

namespace UnifiedInbox.Contacts.List;

/// <summary>Where a list of contacts was left: the tier of the match, then name and id. Opaque text in an address.</summary>
internal sealed record ContactCursor(int Tier, string SortName, Guid Id)
{
    public static readonly ContactCursor Start = new(0, "", Guid.Empty);

    private const int LastPagedTier = 3;

    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Tier}{Id:N}{SortName}"));

    /// <summary>Reads what <see cref="ToString"/> wrote; nothing is the start, and false is for anything else.</summary>
    public static bool TryParse(string? text, out ContactCursor cursor)
    {
        cursor = Start;
        if (string.IsNullOrEmpty(text)) return true;
        if (text.Length > 400 || !Base64Url.IsValid(text)) return false;
        var key = SafeText.Clean(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)));
        if (key.Length < 33 || key[0] - '0' is < 0 or > LastPagedTier || !Guid.TryParseExact(key[1..33], "N", out var id)) return false;
        cursor = new(key[0] - '0', key[33..], id);
        return true;
    }

    /// <summary>The similar ones are one page.</summary>
    public static string? Behind(int tier, string sortName, Guid id) =>
        tier > LastPagedTier ? null : new ContactCursor(tier, sortName, id).ToString();
}
