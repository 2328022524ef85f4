using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Messages;
using UnifiedInbox.Web;

namespace UnifiedInbox.Members.Portal;

/// <summary><c>GET /portal</c>: everything that was written between the team and this member, and a field to write more.</summary>
internal sealed class OpenPortal(MemberSession session, WriteToTeam write)
{
    private const int Shown = 40;

    /// <summary>Whose messages these are is nowhere in it: the database shows a member no others.</summary>
    private const string Sql = """
        SELECT m.id,
               m.channel,
               m.direction,
               m.status,
               m.subject,
               left(coalesce(m.reply_text, m.content), 20000) AS content,
               length(coalesce(m.reply_text, m.content)) > 20000 AS is_cut,
               m.html IS NOT NULL AS has_html,
               i.name AS inbox_name,
               m.at,
               (SELECT coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name, 'contentType', a.content_type, 'size', a.size, 'status', a.status) ORDER BY a.position), '[]')
                  FROM attachments a
                 WHERE a.message_id = m.id
                   AND a.status <> 'failed'
                   AND NOT (m.html IS NOT NULL AND a.is_inline AND a.content_id IS NOT NULL)) AS file_list
          FROM messages m
          LEFT JOIN inboxes i ON i.id = m.inbox_id
         WHERE (m.at, m.id) < (@at, @id)
         ORDER BY m.at DESC, m.id DESC
         LIMIT @most
        """;

    public static Task<IResult> EndpointAsync(HttpContext http, OpenPortal open, CancellationToken ct) => open.RunAsync(http, null, null, ct);

    /// <summary><c>POST /portal</c></summary>
    public static Task<IResult> WriteAsync(
        [FromForm] Guid? messageId, [FromForm] string? subject, [FromForm] string? content, HttpContext http, OpenPortal open, CancellationToken ct) =>
        open.TakeAsync(http, new PortalWords(messageId ?? NewId.Next(), subject ?? "", content ?? ""), ct);

    private async Task<IResult> TakeAsync(HttpContext http, PortalWords words, CancellationToken ct)
    {
        if (await write.RunAsync(http.Caller(), words, ct) is { } wrong) return await RunAsync(http, words, wrong, ct);
        LeftToast.Leave(http, "Sent");
        return TurboStream.SeeOther("/portal");
    }

    private async Task<IResult> RunAsync(HttpContext http, PortalWords? kept, string? error, CancellationToken ct)
    {
        var caller = http.Caller();
        _ = TimelineKey.TryParse(http.Request.Query["before"], out var before);
        var found = await session.ListAsync<PortalMessage>(caller, Sql,
            new { at = before?.At ?? DateTimeOffset.MaxValue, id = before?.Id ?? Guid.AllBitsSet, most = Shown + 1 }, ct);
        var shown = found.Take(Shown).Reverse().ToList();
        var next = found.Count > Shown ? new TimelineKey(shown[0].At, shown[0].Id).ToString() : null;
        return Page.Of<PortalPage>(new { Messages = shown, Before = next, IsPast = before is not null, Here = Here(before), Way = await write.FindWayAsync(caller, ct), Kept = kept, Error = error }, error is null ? 200 : 422);
    }

    private static string Here(TimelineKey? before) => before is null ? "/portal" : "/portal?before=" + before;
}
