using System.Globalization;
using System.Text.Json;
using UnifiedInbox.Messages;

namespace UnifiedInbox.Conversations.Threads;

/// <summary>What a channel said about a message besides its text, as the thread shows it.</summary>
internal sealed record MessageExtras
{
    public string? LocationUrl { get; init; }
    public string? LocationText { get; init; }
    public string? Button { get; init; }
    public string? Referral { get; init; }
    public bool Forwarded { get; init; }

    /// <summary>They may want no more messages, and nobody has said yet whether they do.</summary>
    public bool WantsNoMore { get; init; }

    /// <summary>WhatsApp: the template it was made from.</summary>
    public string? Template { get; init; }

    /// <summary>Nobody wrote it: the inbox answers STOP, START or HELP with it.</summary>
    public bool AutoReply { get; init; }

    /// <summary>Email: longer than what is kept to be shown; the original has it all.</summary>
    public bool Truncated { get; init; }

    /// <summary>Email: nothing could be made of it but its raw source.</summary>
    public bool Unreadable { get; init; }

    /// <summary>Email: who was left out of Cc and Bcc, because mail to them came back or they unsubscribed.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    public static MessageExtras Of(Message message)
    {
        if (message.Metadata.Length <= 2) return new();
        using var metadata = JsonDocument.Parse(message.Metadata);
        var root = metadata.RootElement;
        var location = Object(root, "location");
        var (latitude, longitude) = (Number(location, "latitude"), Number(location, "longitude"));
        return new()
        {
            LocationUrl = latitude is null || longitude is null
                ? null
                : string.Create(CultureInfo.InvariantCulture, $"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=16/{latitude}/{longitude}"),
            LocationText = Text(location, "label") ?? Text(location, "address")
                ?? (latitude is null ? null : string.Create(CultureInfo.InvariantCulture, $"{latitude:0.#####}, {longitude:0.#####}")),
            Button = Text(root, "listTitle") ?? Text(root, "buttonText"),
            Referral = Text(Object(root, "referral"), "headline") ?? Text(Object(root, "referral"), "sourceUrl"),
            Forwarded = IsTrue(root, "forwarded"),
            WantsNoMore = Text(root, Policies.OptOutWish.Member) == Policies.OptOutWish.Suggested,
            Template = Text(root, "template"),
            AutoReply = Text(root, "autoReply") is not null,
            Truncated = root.TryGetProperty("truncatedFrom", out _),
            Unreadable = root.TryGetProperty("quarantined", out _),
            LeftOut = root.TryGetProperty("leftOut", out var people) && people.ValueKind == JsonValueKind.Array ? [.. people.EnumerateArray().Select(one => one.ToString())] : [],
        };
    }

    private static JsonElement? Object(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.Object ? found : null;

    private static string? Text(JsonElement? parent, string name) =>
        parent is { } found && found.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static bool IsTrue(JsonElement parent, string name) => parent.TryGetProperty(name, out var flag) && flag.ValueKind == JsonValueKind.True;

    private static double? Number(JsonElement? parent, string name) =>
        parent is { } found && found.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number ? number.GetDouble() : null;
}
