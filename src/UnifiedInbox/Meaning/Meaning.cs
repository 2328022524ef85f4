using System.Text.Json;
using UnifiedInbox.Meaning.Text;

namespace UnifiedInbox.Meaning;

/// <summary>What a message means, as told and as corrected.</summary>
/// <param name="MessageId">An inbound message a person wrote.</param>
/// <param name="Language"><c>en</c>, <c>none</c> (emoji and numbers only) or <c>unknown</c>.</param>
/// <param name="Sentiment">positive, neutral, negative or unknown.</param>
/// <param name="Category">support, sales, feedback, other, unknown, or the id of a label of the team.</param>
/// <param name="ClassifiedAt">When it was told.</param>
public sealed record MessageMeaning(Guid MessageId, string Language, Told Sentiment, Told Category, DateTimeOffset ClassifiedAt)
{
    /// <summary>The category as the team calls it.</summary>
    public string CategoryName { get; init; } = "";

    /// <summary>From the JSON of a row of <c>message_meanings</c>; null where there is none.</summary>
    public static MessageMeaning? Of(string? json)
    {
        if (json is null) return null;
        var row = JsonElement.Parse(json);
        var corrected = Text(row, "said_at") is { } at ? new Corrected(Text(row, "said_by"), DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture)) : null;
        var category = Side(row, "category", corrected);
        var name = (row.TryGetProperty("label", out var label) ? label.GetString() : null) ?? (Guid.TryParse(category.Value, out _) ? "A deleted label" : MeaningWords.Of(category.Value));
        return new MessageMeaning(row.GetProperty("message_id").GetGuid(), Text(row, "language")!, Side(row, "sentiment", corrected), category, row.GetProperty("classified_at").GetDateTimeOffset())
        {
            CategoryName = name,
        };
    }

    private static Told Side(JsonElement row, string name, Corrected? corrected)
    {
        var said = Text(row, "said_" + name);
        var score = row.GetProperty(name + "_score");
        var why = row.GetProperty(name + "_why").EnumerateArray()
            .Select(entry => new WordWeight(entry.GetProperty("word").GetString() ?? "", entry.GetProperty("weight").GetSingle())).ToList();
        var told = Text(row, name)!;
        return new Told(said ?? told, said is null ? score.ValueKind == JsonValueKind.Null ? null : score.GetSingle() : null, said is null ? why : [], told, said is null ? null : corrected);
    }

    private static string? Text(JsonElement row, string name) => row.GetProperty(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}

/// <summary>One side of a <see cref="MessageMeaning"/>.</summary>
/// <param name="Value">What counts: a person's word where there is one.</param>
/// <param name="Score">How likely, 0 to 1; null where a person said it, or nobody can tell.</param>
/// <param name="Why">The words that weighed most, with their share; empty where a person said it.</param>
/// <param name="ToldAs">What the program had told.</param>
/// <param name="Corrected">By whom and when; null where nobody said otherwise.</param>
public sealed record Told(string Value, float? Score, IReadOnlyList<WordWeight> Why, string ToldAs, Corrected? Corrected);

/// <summary>Who corrected it.</summary>
/// <param name="By">The teammate's id; null where the account is gone.</param>
/// <param name="At">When.</param>
public sealed record Corrected(string? By, DateTimeOffset At);

/// <summary>The values that ship; a category may also be a label of the team.</summary>
internal static class MeaningWords
{
    public const string Unknown = "unknown";

    public static readonly IReadOnlyList<string> Sentiments = ["positive", "neutral", "negative", Unknown];
    public static readonly IReadOnlyList<string> Categories = ["support", "sales", "feedback", "other", Unknown];

    /// <summary>As a person reads it.</summary>
    public static string Of(string value) => value == Unknown ? "Can’t tell" : char.ToUpperInvariant(value[0]) + value[1..];
}
