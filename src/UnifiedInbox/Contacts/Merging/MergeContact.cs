using Dapper;
using Npgsql;
using UnifiedInbox.Accounts;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Web;

namespace UnifiedInbox.Contacts.Merging;

/// <summary>The body of <c>POST /api/contacts/{id}/merge</c>.</summary>
internal sealed record MergeRequest
{
    /// <summary>The contact that goes into the one of the address, and is gone then.</summary>
    public Guid? OtherId { get; init; }

    /// <summary>Whose name stays: <c>this</c> (unless it has none) or <c>other</c>.</summary>
    public string? Name { get; init; }
}

internal abstract record MergeOutcome
{
    public sealed record Done(Guid MergeId) : MergeOutcome;

    public sealed record NotFound : MergeOutcome;

    public sealed record Invalid(string Field, string Code, string Text) : MergeOutcome;
}

/// <summary>
/// Makes one contact of two, when they turn out to be one person. Everything of the other becomes the kept one's; what taking them
/// apart again needs is kept for a day. What comes in meanwhile waits, and finds the one that stays.
/// </summary>
internal sealed class MergeContact(Db db, ChangeNotifier changes, TimeProvider time)
{
    private static readonly TimeSpan Undoable = TimeSpan.FromDays(1);

    private const string Names = "SELECT id, name FROM contacts WHERE id IN (@kept, @other)";

    private const string Merge = "SELECT merge_contacts(@merge, @kept, @other, @name, @userId, @now, @until)";

    public async Task<MergeOutcome> RunAsync(Caller caller, Guid kept, Guid other, bool othersName, CancellationToken ct)
    {
        if (kept == other) return new MergeOutcome.Invalid("otherId", "same_contact", "This is the same contact.");
        var merge = NewId.Next(time);
        MergeOutcome outcome;
        try
        {
            outcome = await db.InTransactionAsync(connection => WriteAsync(connection, caller, merge, kept, other, othersName, ct), ct);
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.UniqueViolation)
        {
            // A conversation began, or somebody did the same, in this very moment; now it is seen.
            outcome = await db.InTransactionAsync(connection => WriteAsync(connection, caller, merge, kept, other, othersName, ct), ct);
        }
        if (outcome is MergeOutcome.Done) changes.Wake();
        return outcome;
    }

    private async Task<MergeOutcome> WriteAsync(
        NpgsqlConnection connection, Caller caller, Guid merge, Guid kept, Guid other, bool othersName, CancellationToken ct)
    {
        await LockSenders.RunAsync(connection, [kept, other], ct);
        var names = (await connection.QueryAsync<(Guid Id, string Name)>(new CommandDefinition(Names, new { kept, other }, cancellationToken: ct)))
            .ToDictionary(row => row.Id, row => row.Name);
        if (names.Count < 2) return new MergeOutcome.NotFound();
        var name = othersName || names[kept].Length == 0 ? names[other] : names[kept];
        var now = time.GetUtcNow();
        var merged = await connection.QuerySingleAsync<bool>(new CommandDefinition(
            Merge, new { merge, kept, other, name = name.Length > 0 ? name : names[kept], userId = caller.UserId, now, until = now + Undoable }, cancellationToken: ct));
        if (!merged) return new MergeOutcome.NotFound();
        await AuditLog.RecordAsync(connection, caller, "contact.merged", "contact", kept.ToString(), new { goneId = other, mergeId = merge }, ct);
        return new MergeOutcome.Done(merge);
    }

    /// <summary><c>POST /api/contacts/{id}/merge</c></summary>
    public static async Task<IResult> EndpointAsync(
        Guid id, MergeRequest request, HttpContext http, MergeContact merge, FindContact find, CancellationToken ct)
    {
        if (request.OtherId is not { } other) return Problem.Invalid("otherId", "Name the contact that goes into this one.", "missing");
        if (request.Name is not (null or "this" or "other")) return Problem.Invalid("name", "Name is this or other: whose name stays.");
        return await merge.RunAsync(http.Caller(), id, other, request.Name == "other", ct) switch
        {
            MergeOutcome.Done => await find.RunAsync(id, ct) is { } contact ? TypedResults.Ok(ContactView.Of(contact)) : new ContactOutcome.NotFound().ToProblem(),
            MergeOutcome.Invalid invalid => Problem.Invalid(invalid.Field, invalid.Text, invalid.Code),
            _ => new ContactOutcome.NotFound().ToProblem(),
        };
    }
}
