using System.Globalization;
using UnifiedInbox.Accounts;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Messages.Texts;

/// <param name="Prefix">Beginning of a number, <c>+</c> and digits; <c>+</c> alone is any number.</param>
/// <param name="Price">Of one segment, in the currency's main unit.</param>
internal sealed record TextPrice(string Prefix, decimal Price);

/// <summary>What a segment costs by where it goes, as the team entered it: for estimates in the composer, nothing is billed by it.</summary>
internal sealed record TextPrices
{
    public const string Key = "text_prices";
    private const int MostLines = 300;

    /// <summary>ISO 4217.</summary>
    public string Currency { get; init; } = "USD";

    public IReadOnlyList<TextPrice> Prices { get; init; } = [];

    /// <summary>Of one segment to <paramref name="address"/>: the longest prefix wins. Null where none fits.</summary>
    public decimal? Of(string? address) => address is null
        ? null
        : Prices.Where(price => address.StartsWith(price.Prefix, StringComparison.Ordinal)).MaxBy(price => price.Prefix.Length)?.Price;

    public static Task<TextPrices> ReadAsync(SettingsStore settings, CancellationToken ct) => settings.GetAsync(Key, new TextPrices(), ct);

    /// <param name="lines">A prefix and a price on each: <c>+1 0.0079</c>.</param>
    public static async Task<FieldErrors> ChangeAsync(Db db, SettingsStore settings, Caller caller, string? currency, string? lines, CancellationToken ct)
    {
        caller.MustBeAdmin();
        currency = (currency ?? "").Trim().ToUpperInvariant();
        if (currency.Length != 3 || !currency.All(char.IsAsciiLetterUpper)) return FieldErrors.Of("currency", "A currency has three letters, such as USD or EUR.");
        var prices = new List<TextPrice>();
        foreach (var line in (lines ?? "").ReplaceLineEndings("\n").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (Read(line) is not { } price) return FieldErrors.Of("prices", $"“{(line.Length > 40 ? line[..40] + "…" : line)}” is no prefix and price. Write it like +1 0.0079.");
            if (prices.Exists(other => other.Prefix == price.Prefix)) return FieldErrors.Of("prices", $"{price.Prefix} stands there twice.");
            prices.Add(price);
        }
        if (prices.Count > MostLines) return FieldErrors.Of("prices", $"Name at most {MostLines} prefixes.");
        var changed = new TextPrices { Currency = currency, Prices = prices };
        await db.InTransactionAsync(async connection =>
        {
            await settings.SetAsync(connection, Key, changed, caller.UserId, ct);
            await AuditLog.RecordAsync(connection, caller, "settings.text_prices_changed", "settings", Key, changed, ct);
            return true;
        }, ct);
        settings.Forget(Key);
        return new FieldErrors();
    }

    private static TextPrice? Read(string line)
    {
        var words = line.Split([' ', '\t', ';', ':', '='], StringSplitOptions.RemoveEmptyEntries);
        if (words is not [var prefix, var number] || prefix.Length > 16 || prefix[0] != '+' || !prefix[1..].All(char.IsAsciiDigit)) return null;
        return decimal.TryParse(number.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var price) && price is >= 0 and < 1000
            ? new TextPrice(prefix, price)
            : null;
    }
}
