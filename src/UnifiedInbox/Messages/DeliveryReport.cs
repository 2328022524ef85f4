using System.Text.Json;
using Npgsql;
using UnifiedInbox.Database;
using UnifiedInbox.Live;

namespace UnifiedInbox.Messages;

/// <summary>A provider's word on how far a message came, as its folder understood it.</summary>
internal sealed record DeliveryReport
{
    public required string Provider { get; init; }

    public required string ProviderId { get; init; }

    /// <summary>Our own message id, where it rode along in a signed address; finds messages whose provider id we never learned.</summary>
    public Guid? MessageId { get; init; }

    /// <summary><c>sent</c>, <c>delivered</c>, <c>read</c>, <c>failed</c>, or null for a value we do not know (journal only).</summary>
    public required string? Status { get; init; }

    public string? ErrorCode { get; init; }

    /// <summary>One sentence an agent understands.</summary>
    public string? ErrorText { get; init; }

    /// <summary>The failure is the person's opt-out: learned as consent.</summary>
    public bool OptedOut { get; init; }

    /// <summary>Two reports with the same key are the same report.</summary>
    public required string EventKey { get; init; }

    public string HeadersJson { get; init; } = "{}";

    public required string Raw { get; init; }
}

/// <summary>
/// The one door for delivery reports: journals the raw event and moves the message forward, whatever order reports come in; what
/// overtook our own commit is parked until the message is known (Messages/Report.sql).
/// </summary>
internal sealed class DeliveryReports(Db db, ChangeNotifier changes, DispatchSignal dispatcher, TimeProvider time) : GroupCommit<DeliveryReport, string>(db)
{
    protected override string Sql => """
        SELECT c.ord::int,
               report_delivery(r.id, r.provider, r.provider_id, r.message_id, r.status, r.error_code, r.error_text, r.opted_out,
                               r.event_key, r.headers, r.raw, r.now)
          FROM jsonb_array_elements($1) WITH ORDINALITY AS c (call, ord),
               jsonb_to_record(c.call) AS r (id uuid, provider text, provider_id text, message_id uuid, status text, error_code text,
                                             error_text text, opted_out boolean, event_key text, headers jsonb, raw text, now timestamptz)
        """;

    /// <summary>Answers <c>moved</c>, <c>late</c>, <c>parked</c>, <c>duplicate</c> or <c>ignored</c>.</summary>
    public async Task<string> RunAsync(DeliveryReport report, CancellationToken ct)
    {
        var outcome = await CommitAsync(report, ct);
        if (outcome == "moved")
        {
            changes.Wake();
            dispatcher.Poke();
        }
        return outcome;
    }

    protected override string LockKey(DeliveryReport call) => call.ProviderId;

    protected override string Read(NpgsqlDataReader row) => row.GetString(1);

    protected override void Write(Utf8JsonWriter json, DeliveryReport call)
    {
        json.WriteString("id", NewId.Next(time));
        json.WriteString("provider", call.Provider);
        json.WriteString("provider_id", call.ProviderId);
        json.WriteString("message_id", call.MessageId?.ToString());
        json.WriteString("status", call.Status);
        json.WriteString("error_code", call.ErrorCode);
        json.WriteString("error_text", call.ErrorText);
        json.WriteBoolean("opted_out", call.OptedOut);
        json.WriteString("event_key", call.EventKey);
        json.WriteJson("headers", call.HeadersJson);
        json.WriteString("raw", call.Raw);
        json.WriteString("now", time.GetUtcNow());
    }
}
