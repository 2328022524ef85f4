using System.Text.Json.Serialization;

namespace UnifiedInbox.Simulator.Rest;

/// <summary>A page of a list. Every kind of list has its items under a name of its own; the others are left out.</summary>
internal sealed record ListPage
{
    public required int Page { get; init; }
    public required int PageSize { get; init; }
    public required int Start { get; init; }
    public required int End { get; init; }
    public required string Uri { get; init; }
    public required string FirstPageUri { get; init; }
    public string? NextPageUri { get; init; }
    public string? PreviousPageUri { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<MessageResource>? Messages { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<MediaResource>? MediaList { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<NumberResource>? IncomingPhoneNumbers { get; init; }

    /// <summary>The one page of a list that is never long.</summary>
    public static ListPage Single(string path, int count) => new()
    {
        Page = 0,
        PageSize = 50,
        Start = 0,
        End = Math.Max(count - 1, 0),
        Uri = $"{path}?PageSize=50&Page=0",
        FirstPageUri = $"{path}?PageSize=50&Page=0",
    };
}
