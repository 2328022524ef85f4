using System.Text.Json;

namespace UnifiedInbox.Members.Portal;

/// <summary>A message as the member it is theirs sees it.</summary>
public sealed record PortalMessage
{
    public Guid Id { get; init; }
    public string Channel { get; init; } = "";
    public string Direction { get; init; } = "";
    public string Status { get; init; } = "";
    public string? Subject { get; init; }
    public string Content { get; init; } = "";
    public string InboxName { get; init; } = "";
    public DateTimeOffset At { get; init; }

    /// <summary>JSON text of a list of <see cref="PortalFile"/>.</summary>
    public string FileList { get; init; } = "[]";

    public bool IsTheirs => Direction == "inbound";

    public IReadOnlyList<PortalFile> Files => field ??= JsonSerializer.Deserialize<List<PortalFile>>(FileList, JsonSerializerOptions.Web) ?? [];
}

public sealed record PortalFile(Guid Id, string Name);
