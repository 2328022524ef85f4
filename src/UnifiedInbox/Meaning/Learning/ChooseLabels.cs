using UnifiedInbox.Accounts;
using UnifiedInbox.Audit;
using UnifiedInbox.Conversations.Labels;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Meaning.Learning;

/// <summary>Which labels are told of messages like the categories that ship. Not every label is about words: "VIP" is about who writes.</summary>
internal sealed class ChooseLabels(Db db, SettingsStore settings, ListLabels list)
{
    public async Task RunAsync(Caller caller, IReadOnlyCollection<Guid> chosen, CancellationToken ct)
    {
        caller.MustBeAdmin();
        var labels = (await list.RunAsync(ct)).Select(label => label.Id).Where(chosen.Contains).Order().ToArray();
        await db.InTransactionAsync(
            async connection =>
            {
                await settings.SetAsync(connection, OwnExamples.LabelsKey, labels, caller.UserId, ct);
                await AuditLog.RecordAsync(connection, caller, "settings.meaning_changed", "settings", "meaning", new { labels }, ct);
                return true;
            },
            ct);
        settings.Forget(OwnExamples.LabelsKey);
    }

    /// <summary><c>POST /settings/meaning/labels</c></summary>
    public static async Task<IResult> FormAsync(IFormCollection form, HttpContext http, ChooseLabels choose, CancellationToken ct)
    {
        await choose.RunAsync(http.Caller(), [.. form["label"].Select(text => Guid.TryParse(text, out var id) ? id : Guid.Empty)], ct);
        LeftToast.Leave(http, "Saved: they are learned within minutes");
        return TurboStream.SeeOther("/settings/meaning");
    }
}
