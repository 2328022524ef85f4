using System.Text.Json;
using UnifiedInbox.Members.Events;

namespace UnifiedInbox.Members.Stripe;

/// <summary>
/// What Stripe's events mean here. A subscription is a plan, a paid invoice a payment, <c>charge.refunded</c> a refund; the rest of
/// <c>customer.*</c> and <c>invoice.*</c> is kept as it is. <c>invoice.paid</c> and <c>invoice.payment_succeeded</c> tell of one payment.
/// </summary>
internal static class StripeEvents
{
    private const string CustomerUpdated = "customer.";

    /// <summary>Null for events that are none of ours; those are acknowledged and passed over.</summary>
    /// <exception cref="JsonException">It is not an event of Stripe's.</exception>
    public static NewEvent? Read(JsonElement root, DateTimeOffset now)
    {
        if (Text(root, "id") is not { Length: <= 200 } id || Text(root, "type") is not { Length: <= 200 } type
            || Object(root, "data") is not { } data || Object(data, "object") is not { } subject)
            throw new JsonException("This is no event of Stripe's.");
        if (!type.StartsWith(CustomerUpdated, StringComparison.Ordinal) && !type.StartsWith("invoice.", StringComparison.Ordinal) && type != "charge.refunded") return null;
        if (KeysOf(subject) is not { Length: > 0 } keys) return null;
        var read = new NewEvent
        {
            EventId = id,
            Keys = keys,
            Type = EventType.Custom,
            Name = type,
            At = Whole(root, "created") is { } seconds and > 0 and < 253_402_300_799 ? Earlier(DateTimeOffset.FromUnixTimeSeconds(seconds), now) : now,
            Data = Digest(subject),
        };
        return type switch
        {
            "customer.subscription.created" or "customer.subscription.updated" or "customer.subscription.deleted"
                or "customer.subscription.paused" or "customer.subscription.resumed" => Subscription(read, subject, type.EndsWith(".deleted", StringComparison.Ordinal)),
            "invoice.paid" or "invoice.payment_succeeded" => Payment(read, subject),
            "charge.refunded" => Refund(read, subject, data),
            _ => read,
        };
    }

    private static NewEvent Subscription(NewEvent read, JsonElement subscription, bool deleted)
    {
        // Trials and dunning are a plan still; what never began or has ended is none.
        var isOver = deleted || Text(subscription, "status") is "canceled" or "unpaid" or "incomplete" or "incomplete_expired" or "paused";
        var items = Items(subscription);
        var price = items is [var item, ..] ? PriceOf(item) : Object(subscription, "plan");
        var since = Whole(subscription, "start_date") is { } start and > 0 and < 253_402_300_799 ? DateTimeOffset.FromUnixTimeSeconds(start) : (DateTimeOffset?)null;
        if (isOver || price is not { } found) return read with { Type = EventType.PlanChanged, Name = "None", MemberSince = since };
        var amount = Total(items, found);
        var hasCurrency = Money.TryReadCurrency(Text(found, "currency"), out var currency);
        var recurring = Object(found, "recurring") ?? found;
        var plan = Cut(Named(subscription, found));
        return read with
        {
            Type = EventType.PlanChanged,
            Name = plan,
            Plan = plan,
            Amount = hasCurrency ? amount : null,
            Currency = hasCurrency && amount is not null ? currency : null,
            Price = hasCurrency && amount is { } minor ? PlanPrice.Text(new Money(minor, currency), Text(recurring, "interval"), Whole(recurring, "interval_count") ?? 1) : null,
            MemberSince = since,
        };
    }

    private static JsonElement? PriceOf(JsonElement item) => Object(item, "price") ?? Object(item, "plan");

    /// <summary>What all its parts cost together, seats and add-ons; null where a part has no price of its own, such as one by use.</summary>
    private static long? Total(List<JsonElement> items, JsonElement first)
    {
        if (items.Count == 0) return Each(first);
        var total = 0m;
        foreach (var item in items)
        {
            if (PriceOf(item) is not { } price || Each(price) is not { } each) return null;
            total += (decimal)each * Math.Max(0, Whole(item, "quantity") ?? 1);
        }
        return total is >= 0 and <= 1_000_000_000_000_000 ? (long)total : null;
    }

    private static long? Each(JsonElement price) => Whole(price, "unit_amount") ?? Whole(price, "amount");

    /// <summary>A product's name is not in the event unless somebody put it there; then its id has to do.</summary>
    private static string Named(JsonElement subscription, JsonElement price) =>
        (Object(subscription, "metadata") is { } told ? Text(told, "plan") : null)
        ?? (Object(price, "metadata") is { } said ? Text(said, "plan") : null)
        ?? Text(price, "nickname")
        ?? (Object(price, "product") is { } product ? Text(product, "name") : null)
        ?? Text(price, "lookup_key")
        ?? Text(price, "product")
        ?? Text(price, "id")
        ?? "Plan";

    private static NewEvent Payment(NewEvent read, JsonElement invoice)
    {
        if (Whole(invoice, "amount_paid") is not (> 0 and { } paid) || !Money.TryReadCurrency(Text(invoice, "currency"), out var currency)) return read;
        var at = Object(invoice, "status_transitions") is { } steps && Whole(steps, "paid_at") is { } seconds and > 0 and < 253_402_300_799
            ? Earlier(DateTimeOffset.FromUnixTimeSeconds(seconds), read.At) : read.At;
        return read with
        {
            Type = EventType.Payment,
            Name = Cut(Text(invoice, "number") is { } number ? $"Invoice {number}" : "Invoice"),
            Amount = paid,
            Currency = currency,
            Reference = Cut(Text(invoice, "id") ?? read.EventId),
            At = at,
        };
    }

    /// <summary>Stripe tells what has been refunded in all; what came back this time is the difference to before.</summary>
    private static NewEvent Refund(NewEvent read, JsonElement charge, JsonElement data)
    {
        if (Whole(charge, "amount_refunded") is not { } total || !Money.TryReadCurrency(Text(charge, "currency"), out var currency)) return read;
        var before = Object(data, "previous_attributes") is { } previous ? Whole(previous, "amount_refunded") ?? 0 : 0;
        if (total - before <= 0) return read;
        return read with { Type = EventType.Refund, Name = Cut(Text(charge, "description") ?? "Refund"), Amount = total - before, Currency = currency, Reference = Cut(Text(charge, "id") ?? read.EventId) };
    }

    private static string[] KeysOf(JsonElement subject)
    {
        var customer = Text(subject, "object") == "customer" ? Text(subject, "id") : Text(subject, "customer") ?? (Object(subject, "customer") is { } whole ? Text(whole, "id") : null);
        var billing = Object(subject, "billing_details") is { } details ? Text(details, "email") : null;
        var email = MemberKeys.OfEmail(Text(subject, "email") ?? Text(subject, "customer_email") ?? Text(subject, "receipt_email") ?? billing);
        return [.. new[] { customer is { Length: <= 200 } ? MemberKeys.OfStripe(customer) : null, email }.OfType<string>()];
    }

    /// <summary>Enough to find it in Stripe's own pages; names, cards and addresses stay there.</summary>
    private static JsonElement Digest(JsonElement subject)
    {
        string[] kept = ["id", "object", "status", "number", "amount_due", "amount_paid", "amount_refunded", "currency", "cancel_at_period_end", "attempt_count", "billing_reason"];
        var digest = kept.Where(name => subject.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            .ToDictionary(name => name, name => subject.GetProperty(name));
        return JsonSerializer.SerializeToElement(digest);
    }

    private static List<JsonElement> Items(JsonElement subscription) =>
        Object(subscription, "items") is { } items && items.TryGetProperty("data", out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];

    private static string? Text(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? Web.SafeText.Clean(text) : null;

    private static long? Whole(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var whole) ? whole : null;

    private static JsonElement? Object(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    private static string Cut(string text) => text.Length <= 200 ? text : Web.SafeText.Clean(text[..200]);

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
