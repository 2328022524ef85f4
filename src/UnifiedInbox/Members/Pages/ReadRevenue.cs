using UnifiedInbox.Database;
using UnifiedInbox.Members.Events;

namespace UnifiedInbox.Members.Pages;

/// <summary>What came in and went back in one currency, over all time.</summary>
public sealed record CurrencyTotal
{
    public string Currency { get; init; } = "";
    public long Paid { get; init; }
    public long Refunded { get; init; }
    public long Payments { get; init; }

    /// <summary>What is left.</summary>
    public Money Value => new(Paid - Refunded, Currency);
}

/// <summary>What came in less what went back, in one month (UTC) and currency.</summary>
public sealed record MonthTotal
{
    public DateTime Month { get; init; }
    public string Currency { get; init; } = "";
    public long Net { get; init; }
}

/// <summary>What a member pays.</summary>
/// <param name="Totals">One for each currency: sums over several would be no number of anything.</param>
/// <param name="Months">The last twelve, of those with payments.</param>
/// <param name="Events">Payments, refunds and changes of plan, newest first.</param>
/// <param name="From">The first of those months.</param>
public sealed record Revenue(IReadOnlyList<CurrencyTotal> Totals, IReadOnlyList<MonthTotal> Months, ListPage<MemberEvent> Events, DateTime From);

internal sealed class ReadRevenue(Db db, TimeProvider time)
{
    private const int Shown = 50;

    private const string Totals = """
        SELECT e.currency,
               coalesce(sum(e.amount) FILTER (WHERE e.type = 'payment'), 0)::bigint AS paid,
               coalesce(sum(e.amount) FILTER (WHERE e.type = 'refund'), 0)::bigint AS refunded,
               count(*) FILTER (WHERE e.type = 'payment') AS payments
          FROM member_events e
         WHERE e.contact_id = @id
           AND e.type IN ('payment', 'refund')
         GROUP BY e.currency
         ORDER BY payments DESC, e.currency
        """;

    private const string Months = """
        SELECT date_trunc('month', e.at AT TIME ZONE 'UTC') AS month,
               e.currency,
               sum(CASE e.type WHEN 'payment' THEN e.amount ELSE -e.amount END)::bigint AS net
          FROM member_events e
         WHERE e.contact_id = @id
           AND e.type IN ('payment', 'refund')
           AND e.at >= @from
         GROUP BY 1, 2
         ORDER BY 1, 2
        """;

    private const string Events = "SELECT " + MemberEvent.Columns + """

          FROM member_events e
         WHERE e.contact_id = @id
           AND e.type IN ('payment', 'refund', 'plan_changed')
           AND (@at::timestamptz IS NULL OR (e.at, e.id) < (@at, @after))
         ORDER BY e.at DESC, e.id DESC
         LIMIT @most
        """;

    public static Task<List<CurrencyTotal>> TotalsAsync(Db db, Guid id, CancellationToken ct) => db.ListAsync<CurrencyTotal>(Totals, new { id }, ct);

    public async Task<Revenue> RunAsync(Guid id, Cursor? after, CancellationToken ct)
    {
        var today = time.GetUtcNow().UtcDateTime;
        var from = new DateTime(today.Year, today.Month, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(-11);
        var rows = await db.ListAsync<MemberEvent>(Events, new { id, at = after?.At, after = after?.Id, most = Shown + 1 }, ct);
        return new(await TotalsAsync(db, id, ct), await db.ListAsync<MonthTotal>(Months, new { id, from = new DateTimeOffset(from) }, ct),
            ListPage<MemberEvent>.Of(rows, Shown, row => new Cursor(row.At, row.Id)), from);
    }
}
