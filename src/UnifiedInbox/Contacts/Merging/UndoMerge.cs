using Dapper;
using Npgsql;
using UnifiedInbox.Accounts;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Web;

namespace UnifiedInbox.Contacts.Merging;

/// <summary>How undoing ended: <c>undone</c>, <c>gone</c>, <c>late</c>, <c>later_merge</c> or <c>busy</c>; and who is there again.</summary>
internal sealed record UndoneMerge(string Result, Guid? ContactId)
{
    public bool Succeeded => Result == "undone";

    public string Text => Result switch
    {
        "undone" => "They are two contacts again",
        "late" => "More than a day has passed: what was needed to take them apart is not kept any longer.",
        "later_merge" => "Another contact was merged into this one later. Undo that first.",
        "busy" => "A message to them is on its way this very moment. Try again.",
        _ => "There is no merge to undo.",
    };
}

/// <summary>Takes the latest merge of a contact apart. What came since goes to whom it came from or went to; what agents changed since stays.</summary>
internal sealed class UndoMerge(Db db, ChangeNotifier changes, TimeProvider time)
{
    private const string Latest = "SELECT id, gone_id, snapshot -> 'addresses' AS addresses FROM contact_merges WHERE kept_id = @kept ORDER BY at DESC, id DESC LIMIT 1";

    private const string Undo = "SELECT undo_merge(@merge, @theirs, @others, @userId, @now)";

    public async Task<UndoneMerge> RunAsync(Caller caller, Guid kept, CancellationToken ct)
    {
        UndoneMerge outcome;
        try
        {
            outcome = await db.InTransactionAsync(connection => WriteAsync(connection, caller, kept, ct), ct);
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.UniqueViolation)
        {
            outcome = await db.InTransactionAsync(connection => WriteAsync(connection, caller, kept, ct), ct);
        }
        if (outcome.Succeeded) changes.Wake();
        return outcome;
    }

    private async Task<UndoneMerge> WriteAsync(NpgsqlConnection connection, Caller caller, Guid kept, CancellationToken ct)
    {
        await LockSenders.RunAsync(connection, [kept], ct);
        if (await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(Latest, new { kept }, cancellationToken: ct)) is not { } merge)
            return new("gone", null);
        // Their addresses are those they brought; what was typed in since is the kept one's.
        var brought = System.Text.Json.JsonElement.Parse(merge.Addresses ?? "[]").EnumerateArray()
            .Select(address => new Address(address.GetProperty("value").GetString()!, address.GetProperty("kind").GetString()!)).ToList();
        var theirs = Spellings(brought);
        var others = Spellings(await LockSenders.ReadAsync(connection, [kept], ct)).Except(theirs).ToArray();
        var now = time.GetUtcNow();
        var result = await connection.QuerySingleAsync<string>(new CommandDefinition(
            Undo, new { merge = merge.Id, theirs, others, userId = caller.UserId, now }, cancellationToken: ct));
        if (result == "undone") await AuditLog.RecordAsync(connection, caller, "contact.merge_undone", "contact", kept.ToString(), new { againId = merge.GoneId, mergeId = merge.Id }, ct);
        return new(result, merge.GoneId);
    }

    private static string[] Spellings(IEnumerable<Address> addresses) => [.. addresses.SelectMany(Addresses.VariantsOf).Distinct()];

    /// <summary><c>POST /api/contacts/{id}/merge/undo</c></summary>
    public static async Task<IResult> EndpointAsync(Guid id, HttpContext http, UndoMerge undo, FindContact find, CancellationToken ct)
    {
        var outcome = await undo.RunAsync(http.Caller(), id, ct);
        if (outcome.Succeeded && await find.RunAsync(outcome.ContactId!.Value, ct) is { } contact) return TypedResults.Ok(ContactView.Of(contact));
        return outcome.Result switch
        {
            "late" => Problem.Of(409, "too_late", outcome.Text),
            "later_merge" or "busy" => Problem.Of(409, outcome.Result, outcome.Text),
            _ => Problem.Of(404, "not_found", outcome.Text),
        };
    }

    private sealed record Row
    {
        public Guid Id { get; init; }
        public Guid GoneId { get; init; }
        public string? Addresses { get; init; }
    }
}
