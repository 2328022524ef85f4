using System.Text.Json;
using UnifiedInbox.Accounts;
using UnifiedInbox.Database;

namespace UnifiedInbox.Notifications;

/// <summary>What somebody wants to be told of, and how; kept in <c>users.preferences</c> under <c>notifications</c>.</summary>
internal sealed record NotificationPreferences
{
    /// <summary>New messages in conversations assigned to the person.</summary>
    public bool AssignedToMe { get; init; } = true;

    /// <summary>New messages in conversations nobody has taken.</summary>
    public bool Unassigned { get; init; } = true;

    /// <summary>Notes that mention the person.</summary>
    public bool Mentions { get; init; } = true;

    public const string Away = "away";
    public const string Always = "always";
    public const string Never = "never";

    /// <summary>Whether a mention is mailed: <c>away</c>, <c>always</c> or <c>never</c>.</summary>
    public string MentionMail { get; init; } = Away;

    /// <summary>Who was not seen for so many minutes is away; 1 to 1440.</summary>
    public int AwayMinutes { get; init; } = 5;

    /// <summary>Whether the mail holds the first line of the note, beside the link to it.</summary>
    public bool MentionMailText { get; init; } = true;

    /// <summary>Show a notification of the operating system; the browser asks for permission.</summary>
    public bool Desktop { get; init; }

    public bool Sound { get; init; }

    /// <summary>The number of unread conversations in the title of the tab.</summary>
    public bool TitleBadge { get; init; } = true;

    private const string Find = "SELECT preferences ->> 'notifications' FROM users WHERE id = @userId";

    private const string Save = """
        UPDATE users
           SET preferences = preferences || jsonb_build_object('notifications', @json::jsonb)
         WHERE id = @userId
        """;

    public static async Task<NotificationPreferences> OfAsync(Db db, Guid userId, CancellationToken ct) =>
        await db.FindAsync<string>(Find, new { userId }, ct) is { } json
            ? JsonSerializer.Deserialize<NotificationPreferences>(json, JsonSerializerOptions.Web)!
            : new NotificationPreferences();

    public Task SaveAsync(Db db, Caller caller, CancellationToken ct) =>
        db.ExecuteAsync(Save, new { userId = caller.UserId, json = JsonSerializer.Serialize(this, JsonSerializerOptions.Web) }, ct);
}
