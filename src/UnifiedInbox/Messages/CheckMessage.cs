using UnifiedInbox.Accounts;
using UnifiedInbox.Channels;
using UnifiedInbox.Database;
using UnifiedInbox.Policies;
using UnifiedInbox.Scheduling;
using UnifiedInbox.Templates;
using UnifiedInbox.Web;

namespace UnifiedInbox.Messages;

/// <summary>What would happen to a message, said before anything is written.</summary>
/// <param name="Outcome"><c>allowed</c>, <c>refused</c> or <c>held</c>.</param>
/// <param name="Rule">The rule that spoke: <c>opted_out</c>, <c>quiet_hours</c>, <c>outside_window</c>, <c>duplicate_text</c>, <c>answered_meanwhile</c>, <c>daily_cap</c> …</param>
/// <param name="Reason">One sentence for people; null when allowed.</param>
/// <param name="Until">When a held message would leave by itself; null = when a person says so.</param>
/// <param name="WaysOut">What can be done about it: <c>send_anyway</c> and <c>ignore_quiet_hours</c> (each by the field of that name), <c>wait</c> (it is scheduled for <paramref name="Until"/>), <c>choose_template</c>, <c>discard</c>.</param>
/// <param name="Field">The field of the request it is about.</param>
/// <param name="From">The sender it would leave from.</param>
/// <param name="To">The address it would go to.</param>
/// <param name="Content">As the reader would see it, where a template is filled in.</param>
public sealed record CheckedMessage(
    string Outcome, string Rule, string? Reason, DateTimeOffset? Until, IReadOnlyList<string> WaysOut, string? Field, string? From, string? To, string? Content);

/// <summary><c>POST /api/messages/check</c>: the body of <c>POST /api/messages</c>, and what would become of it. Writes nothing.</summary>
internal sealed class CheckMessage(Db db, SettingsStore settings, TimeProvider time)
{
    /// <summary>Null where there is no such contact or inbox. <paramref name="isDraft"/>: still being written, so that it may be empty.</summary>
    public async Task<CheckedMessage?> RunAsync(Caller caller, NewMessage message, bool isDraft, CancellationToken ct)
    {
        if (!(isDraft && message is { Content: "", MediaUrls: [], Attachments: [] }) && message.Template is null && NewMessageRules.Check(message) is { } wrong) return Refused(wrong);
        var policy = await PolicySettings.ReadAsync(settings, time, ct);
        var (prepared, problem) = await db.UseAsync(
            connection => PrepareMessage.RunAsync(connection, caller, message, policy, time.GetUtcNow(), forWriting: false, ct), ct);
        if (prepared is null) return problem is EnqueueOutcome.Refused refused ? Refused(refused) : null;
        var decision = prepared.Decision;
        return new CheckedMessage(
            Decision.NameOf(decision.Verdict),
            decision.Rule,
            decision.Reason,
            decision.Until,
            WaysOut(decision, policy),
            decision.Verdict == Verdict.Refused ? Outbox.FieldOf(decision) : null,
            prepared.Route.FromAddress,
            prepared.Route.ToAddress,
            prepared.Template?.Text);
    }

    private static CheckedMessage Refused(EnqueueOutcome.Refused refused) =>
        new("refused", refused.Code, refused.Text, null, [], refused.Field, null, null, null);

    private static string[] WaysOut(Decision decision, PolicySettings policy) => decision.Rule switch
    {
        "quiet_hours" => policy.Quiet.MayOverrule ? ["wait", "ignore_quiet_hours"] : ["wait"],
        "daily_cap" => ["wait"],
        "duplicate_text" => ["send_anyway"],
        "answered_meanwhile" => ["send_anyway", "discard"],
        "outside_window" or "template_not_approved" => ["choose_template"],
        _ => [],
    };

    public static async Task<IResult> EndpointAsync(SendMessageRequest request, HttpContext http, CheckMessage check, AskedTime asked, ApplyTemplate templates, CancellationToken ct)
    {
        var (message, problem) = await SendMessage.ReadAsync(request, http, asked, templates, ct);
        if (message is null) return problem!;
        return await check.RunAsync(http.Caller(), message, isDraft: false, ct) is { } found
            ? TypedResults.Ok(found)
            : Problem.Of(StatusCodes.Status404NotFound, "not_found", "There is no such contact or inbox.");
    }
}
