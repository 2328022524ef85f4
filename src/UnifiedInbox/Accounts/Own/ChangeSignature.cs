using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Database;
using UnifiedInbox.Messages.Email;
using UnifiedInbox.Web;

namespace UnifiedInbox.Accounts.Own;

/// <summary>What stands below the mail a person writes: a few lines of text, or HTML as the composer makes it.</summary>
internal static class ChangeSignature
{
    private const int Longest = 5_000;

    private const string Sql = """
        UPDATE users
           SET preferences = jsonb_set(preferences, '{signature}', to_jsonb(@signature::text)),
               updated_at = @now
         WHERE id = @userId
        """;

    /// <summary>Null when it was saved, else what is wrong with it.</summary>
    public static async Task<string?> RunAsync(Db db, TimeProvider time, Caller caller, string? signature, CancellationToken ct)
    {
        var text = SafeText.Clean((signature ?? "").Trim());
        if (text.Length > Longest) return "At most 5,000 characters.";
        await db.ExecuteAsync(Sql, new { signature = text, userId = caller.UserId, now = time.GetUtcNow() }, ct);
        return null;
    }

    public static async Task<IResult> ShowAsync(Db db, HttpContext http, CancellationToken ct) =>
        Page.Of<SignaturePage>(new { Text = await Signature.OfUserAsync(db, http.Caller().UserId, ct) });

    public static async Task<IResult> SaveAsync([FromForm] string? signature, Db db, TimeProvider time, HttpContext http, CancellationToken ct)
    {
        if (await RunAsync(db, time, http.Caller(), signature, ct) is { } objection) return Page.Of<SignaturePage>(new { Text = signature, Error = objection }, 422);
        LeftToast.Leave(http, "Signature saved");
        return TurboStream.SeeOther("/account/signature");
    }
}
