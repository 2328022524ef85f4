using System.Text.Json;

namespace UnifiedInbox.Audit;

/// <summary>An entry of the audit log as a sentence: "Ann changed Bob's role to admin".</summary>
internal static class AuditWords
{
    public static string Of(AuditEntry entry)
    {
        using var details = JsonDocument.Parse(entry.Details);
        var who = entry.Who ?? (entry.Subject == "user" ? entry.SubjectName : null) ?? "The system";
        var whom = entry.SubjectName == null || entry.SubjectName == who ? "their own" : $"{entry.SubjectName}’s";
        string? Detail(string name) => details.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        long Number(string name) => details.RootElement.TryGetProperty(name, out var value) && value.TryGetInt64(out var number) ? number : 0;
        return who + " " + entry.Action switch
        {
            "user.signed_up" => $"signed up as {Detail("role")}",
            "user.role_changed" => $"made {entry.SubjectName} {(Detail("role") == "admin" ? "an admin" : "an agent")}",
            "user.deactivated" => $"deactivated {entry.SubjectName}",
            "user.reactivated" => $"let {entry.SubjectName} back in",
            "user.email_changed" => $"changed {whom} email address from {Detail("from")} to {Detail("to")}",
            "user.password_changed" => "changed their password",
            "user.password_reset" => "chose a new password through a link",
            "user.password_link_made" => entry.Who == null ? "was given a link to a new password on the command line" : $"made a link to a new password for {entry.SubjectName}",
            "user.two_factor_on" => "turned two-factor sign-in on",
            "user.two_factor_off" => $"turned {whom} two-factor sign-in off",
            "user.recovery_codes_made" => "made new recovery codes",
            "passkey.added" => $"added the passkey “{Detail("name")}”",
            "passkey.removed" => $"removed the passkey “{Detail("name")}”",
            "token.created" => $"made the API token “{Detail("name")}”",
            "token.revoked" => $"revoked the API token “{Detail("name")}”",
            "invitation.created" => $"invited {Detail("email") ?? "somebody"} as {Detail("role")}",
            "invitation.revoked" => "took an invitation back",
            "settings.sign_up_changed" => $"set sign-up to “{Detail("mode")}”",
            "contact.deleted" => $"deleted a contact with {Number("messages")} messages for good",
            "contact.exported" => "exported everything about a contact",
            "contacts.exported" => "exported a list of contacts",
            "conversations.exported" => "exported a list of conversations",
            "contacts.import_started" => "began an import of contacts",
            "contacts.imported" => $"imported contacts: {Number("created")} new, {Number("updated")} updated, {Number("skipped")} skipped, {Number("refused")} refused",
            "members.event_import_started" => "began an import of member events",
            "members.events_imported" => $"imported member events: {Number("created")} new, {Number("skipped")} known already, {Number("refused")} refused",
            "settings.general_changed" => "changed the general settings",
            "contact.merged" => "merged two contacts",
            "contact.merge_undone" => "took two merged contacts apart again",
            // Another feature's verb, in its own words: "contact.deleted" → "contact deleted".
            var other => other.Replace('.', ' ').Replace('_', ' ') + (entry.SubjectName == null ? "" : $" ({entry.SubjectName})"),
        };
    }
}
