using System.Text.Json;
using UnifiedInbox.Attachments;

namespace UnifiedInbox.Members.Portal;

/// <summary>A message as the member it is theirs sees it.</summary>
public sealed record PortalMessage
{
    public Guid Id { get; init; }
    public string Channel { get; init; } = "";
    public string Direction { get; init; } = "";
    public string Status { get; init; } = "";
    public string? Subject { get; init; }

    /// <summary>Plain text, at most 20,000 characters of it; of a mail the new words.</summary>
    public string Content { get; init; } = "";

    /// <summary>There is more of it than <see cref="Content"/>.</summary>
    public bool IsCut { get; init; }

    /// <summary>It is shown in a frame.</summary>
    public bool HasHtml { get; init; }
    public string InboxName { get; init; } = "";
    public DateTimeOffset At { get; init; }

    /// <summary>JSON text of a list of attachments; without those that could not be fetched, and those that the HTML shows.</summary>
    public string FileList { get; init; } = "[]";

    public bool IsTheirs => Direction == "inbound";

    public bool IsEmail => Channel == "email";

    public IReadOnlyList<Attachment> Files => field ??= JsonSerializer.Deserialize<List<Attachment>>(FileList, JsonSerializerOptions.Web) ?? [];
}
