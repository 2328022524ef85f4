using System.Text.Json;
using System.Text.RegularExpressions;

namespace UnifiedInbox.Conversations.Drafts;

/// <summary>The body of a PUT: the draft as it is now, and which one it was made from.</summary>
internal sealed partial record DraftRequest
{
    /// <summary>The version this was made from; left out where there was no draft.</summary>
    public Guid? Base { get; init; }

    /// <summary>Any id that stays the same while one tab or program writes: its savings follow each other also where an answer got lost.</summary>
    public Guid? Writer { get; init; }

    public string? Content { get; init; }
    public string? Html { get; init; }
    public string? Subject { get; init; }
    public string? To { get; init; }
    public string? Cc { get; init; }
    public string? Bcc { get; init; }
    public string? About { get; init; }
    public Guid? ReplyToId { get; init; }
    public Guid? ForwardOfId { get; init; }
    public string? MediaUrl { get; init; }
    public IReadOnlyList<DraftFileRequest>? Files { get; init; }

    /// <summary>There is nothing that would be worth keeping.</summary>
    public bool IsEmpty =>
        string.IsNullOrWhiteSpace(Content) && string.IsNullOrWhiteSpace(MediaUrl) && Files is null or { Count: 0 } && (Html is null || !HasWords().IsMatch(Html));

    /// <summary>Every file and picture that may be an upload.</summary>
    public Guid[] NamedUploads =>
        [.. (Files ?? []).Select(file => file.Id).Concat(Picture().Matches(Html ?? "").Select(match => Guid.Parse(match.Groups[1].Value))).Distinct()];

    public string FileList => JsonSerializer.Serialize(Files ?? [], JsonSerializerOptions.Web);

    /// <summary>The field that is too long, and how; the whole is bounded by the size of a request.</summary>
    public (string Field, string Text)? TooMuch() => this switch
    {
        { Subject.Length: > 2_000 } => ("subject", "A subject is one line."),
        { To.Length: > 20_000 } => ("to", "These are too many addresses."),
        { Cc.Length: > 20_000 } => ("cc", "These are too many addresses."),
        { Bcc.Length: > 20_000 } => ("bcc", "These are too many addresses."),
        { About.Length: > 500 } => ("about", "This is too long."),
        { MediaUrl.Length: > 4_000 } => ("mediaUrl", "This address is too long."),
        { Files.Count: > 50 } => ("files", "At most 50 files go along."),
        _ when Files?.Any(file => file.Name is null or { Length: > 300 } || file.Type is { Length: > 200 }) == true => ("files", "A file has a name of at most 300 characters."),
        _ => null,
    };

    // Words, or a picture.
    [GeneratedRegex(@"<img|<figure|(?:^|>)[^<]*[^<\s]", RegexOptions.IgnoreCase)]
    private static partial Regex HasWords();

    [GeneratedRegex("/uploads/([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})")]
    private static partial Regex Picture();
}

/// <param name="Type">Its media type, which says whether a channel carries it.</param>
internal sealed record DraftFileRequest(Guid Id, string? Name, long Size, string? Type = null);
