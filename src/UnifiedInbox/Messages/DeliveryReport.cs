using Npgsql;
using NpgsqlTypes;
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
internal sealed class DeliveryReports(GroupCommit commits, ChangeNotifier changes, DispatchSignal dispatcher, TimeProvider time)
{
    private const string Sql = "SELECT report_delivery($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

    /// <summary>Answers <c>moved</c>, <c>late</c>, <c>parked</c>, <c>duplicate</c> or <c>ignored</c>.</summary>
    public async Task<string> RunAsync(DeliveryReport report, CancellationToken ct)
    {
        var outcome = await commits.RunAsync(report.ProviderId, Command(report), row => row.GetString(0), ct);
        if (outcome == "moved")
        {
            changes.Wake();
            dispatcher.Poke();
        }
        return outcome;
    }

    private NpgsqlBatchCommand Command(DeliveryReport report) => new(Sql)
    {
        Parameters =
        {
            new NpgsqlParameter<Guid> { TypedValue = NewId.Next(time) },
            Text(report.Provider),
            Text(report.ProviderId),
            new NpgsqlParameter { Value = (object?)report.MessageId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
            Text(report.Status),
            Text(report.ErrorCode),
            Text(report.ErrorText),
            new NpgsqlParameter<bool> { TypedValue = report.OptedOut },
            Text(report.EventKey),
            new NpgsqlParameter { Value = report.HeadersJson, NpgsqlDbType = NpgsqlDbType.Jsonb },
            Text(report.Raw),
            new NpgsqlParameter { Value = time.GetUtcNow().UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz },
        },
    };

    private static NpgsqlParameter Text(string? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}
