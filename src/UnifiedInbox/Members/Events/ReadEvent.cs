using System.Globalization;
using System.Text.Json;

namespace UnifiedInbox.Members.Events;

/// <summary>
/// Reads one event of a batch. Types nobody knows are custom events; a number that should be whole and is not is refused, because
/// money that was a float once is wrong by a cent somewhere.
/// </summary>
internal sealed class ReadEvent(JsonElement given, DateTimeOffset now)
{
    private const int LongestId = 200;
    private const int LongestName = 200;
    private const int MostFeatures = 500;
    private const int LongestData = 16_000;
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);
    private static readonly DateTimeOffset Earliest = new(1990, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<(string Field, string Message)> wrong = [];

    /// <summary>The event, or what is wrong with it.</summary>
    public static (NewEvent? Event, string Field, string Message) Run(JsonElement given, string[] keys, DateTimeOffset now)
    {
        if (given.ValueKind != JsonValueKind.Object) return (null, "event", "An event is a JSON object.");
        var reader = new ReadEvent(given, now);
        var read = reader.Read(keys);
        return reader.wrong is [var first, ..] ? (null, first.Field, first.Message) : (read, "", "");
    }

    private NewEvent? Read(string[] keys)
    {
        var id = Id();
        var said = Text("type", LongestName);
        if (said is null) Wrong("type", "Say what happened: feature_used, plan_changed, payment, refund, or a name of your own.");
        var type = Known(said ?? "");
        var data = Member("data") ?? Member("properties");
        if (data is { } extra && (extra.ValueKind != JsonValueKind.Object || extra.GetRawText().Length > LongestData))
            Wrong("data", "Data is a JSON object of at most 16,000 characters.");
        var read = new NewEvent
        {
            EventId = id ?? "",
            Keys = keys,
            Type = type,
            Name = type != EventType.Custom ? "" : (said is EventType.Custom ? Text("name", LongestName) : null) ?? said ?? "",
            At = At("at", "occurredAt", "timestamp") ?? now,
            Data = data,
        };
        return type switch
        {
            EventType.FeatureUsed => FeatureUsed(read),
            EventType.PlanChanged => PlanChanged(read),
            EventType.Payment or EventType.Refund => Paid(read),
            EventType.EntitlementsChanged => read with { Name = "Entitlements", Features = Features() ?? Missing() },
            _ => read with { Data = data ?? given.Clone() },
        };
    }

    private NewEvent FeatureUsed(NewEvent read)
    {
        var feature = Text("feature", LongestName) ?? Text("name", LongestName);
        if (feature is null) Wrong("feature", "Name the feature that was used.");
        var quantity = Whole("quantity") ?? Whole("count") ?? 1;
        if (quantity is < 1 or > 1_000_000_000) Wrong("quantity", "A quantity is a whole number from 1 to 1,000,000,000.");
        return read with { Name = feature ?? "", Quantity = quantity };
    }

    private NewEvent PlanChanged(NewEvent read)
    {
        var plan = Text("plan", LongestName);
        if (plan is null && Member("plan") is null) Wrong("plan", "Name the plan; null where they have none any more.");
        var price = Member("price") is { ValueKind: JsonValueKind.Object } nested ? new ReadEvent(nested, now) : this;
        var (amount, currency) = price.Amount(required: false);
        if (amount < 0) Wrong("price", "A price is not negative.");
        wrong.AddRange(price == this ? [] : price.wrong);
        var interval = price.Text("interval", 20) ?? Text("interval", 20);
        return read with
        {
            Name = plan ?? "None",
            Plan = plan,
            Amount = amount,
            Currency = currency,
            Price = plan is null || amount is not { } minor ? null : PlanPrice.Text(new Money(minor, currency!), interval, 1),
            MemberSince = At("memberSince"),
            Features = Features(),
        };
    }

    private NewEvent Paid(NewEvent read)
    {
        var (amount, currency) = Amount(required: true);
        if (amount < 0) Wrong("amount", "An amount is not negative; what goes back is a refund.");
        var reference = Text("reference", LongestName) ?? Text("invoice", LongestName);
        return read with { Name = Text("description", LongestName) ?? Text("name", LongestName) ?? "", Amount = amount, Currency = currency, Reference = reference };
    }

    private (long? Amount, string? Currency) Amount(bool required)
    {
        var amount = Whole("amount");
        if (amount is null && Member("amount") is null && !required) return (null, null);
        if (amount is null or > 1_000_000_000_000_000 or < -1_000_000_000_000_000) Wrong("amount", "An amount is a whole number of minor units: 2900 for $29.00.");
        if (!Money.TryReadCurrency(Text("currency", 10), out var currency)) Wrong("currency", "A currency is three letters, such as USD or EUR.");
        return (amount ?? 0, currency);
    }

    private List<Entitlement>? Features()
    {
        if ((Member("features") ?? Member("entitlements")) is not { } list) return null;
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > MostFeatures)
        {
            Wrong("features", "Features are a list of at most 500 names, or of objects with name and limit.");
            return null;
        }
        var features = new List<Entitlement>();
        foreach (var item in list.EnumerateArray())
        {
            var name = item.ValueKind == JsonValueKind.String ? item.GetString() : item.ValueKind == JsonValueKind.Object ? new ReadEvent(item, now).Text("name", LongestName) : null;
            if (string.IsNullOrWhiteSpace(name) || name.Length > LongestName) Wrong("features", "Every feature has a name of at most 200 characters.");
            else features.Add(new(name.Trim(), item.ValueKind == JsonValueKind.Object ? new ReadEvent(item, now).Whole("limit") : null));
        }
        return features;
    }

    private List<Entitlement>? Missing()
    {
        Wrong("features", "List the features they have.");
        return null;
    }

    private string? Id()
    {
        var id = Text("id", LongestId) ?? Text("eventId", LongestId);
        if (id is null) Wrong("id", "Every event needs an id of its own, so that sending it twice is sending it once: text of at most 200 characters.");
        return id;
    }

    /// <summary>Feature.Used, featureUsed and feature-used are feature_used.</summary>
    private static string Known(string said)
    {
        var plain = new string([.. said.Where(char.IsAsciiLetterOrDigit).Select(char.ToLowerInvariant)]);
        return EventType.All.FirstOrDefault(type => type.Replace("_", "", StringComparison.Ordinal) == plain) ?? EventType.Custom;
    }

    private JsonElement? Member(string name) => given.TryGetProperty(name, out var value) ? value : null;

    private string? Text(string name, int longest) => Member(name) switch
    {
        { ValueKind: JsonValueKind.String } text when text.GetString()!.Trim() is { Length: > 0 } words && words.Length <= longest => words,
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var whole) => whole.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    private long? Whole(string name)
    {
        if (Member(name) is not { ValueKind: not JsonValueKind.Null } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var whole)) return whole;
        Wrong(name, $"“{name}” is a whole number.");
        return null;
    }

    private DateTimeOffset? At(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Member(name) is not { ValueKind: not JsonValueKind.Null } value) continue;
            if (Moment.TryRead(value, out var at) && at >= Earliest && at <= now + Ahead) return at.ToUniversalTime();
            Wrong(name, $"“{name}” is a time such as 2026-03-01T12:00:00Z, from 1990 on and not in the future.");
        }
        return null;
    }

    private void Wrong(string field, string message) => wrong.Add((field, message));
}
