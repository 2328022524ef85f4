using System.Text.Json;
using Dapper;
using Npgsql;
using UnifiedInbox.Messages;
using UnifiedInbox.Web;

namespace UnifiedInbox.Templates.WhatsApp;

/// <summary>A WhatsApp template someone wants sent, and what fills it.</summary>
internal sealed record ChosenTemplate
{
    /// <summary>Twilio's <c>HX…</c>, or our own id of it.</summary>
    public required string Key { get; init; }

    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();
}

/// <param name="Template">As it was last read from Twilio.</param>
/// <param name="Text">As the reader will see it.</param>
/// <param name="Variables">For Twilio: JSON object text of text values.</param>
internal sealed record FilledTemplate(WhatsAppTemplate Template, string Text, string Variables);

/// <summary>Finds the template for a sender and fills it; a variable without a value is refused before anything is sent.</summary>
internal static class FillTemplate
{
    private const int LongestValue = 1_000;

    private const string Sql = "SELECT " + WhatsAppTemplate.Columns + """

          FROM whatsapp_templates t
          JOIN inboxes i ON i.settings ->> 'accountSid' = t.account_sid
         WHERE i.id = @inboxId AND i.channel = 'whatsapp' AND (t.sid = @key OR t.id = @id)
        """;

    public static async Task<(FilledTemplate? Filled, EnqueueOutcome.Refused? Problem)> RunAsync(
        NpgsqlConnection connection, Guid inboxId, ChosenTemplate chosen, CancellationToken ct)
    {
        var id = Guid.TryParse(chosen.Key, out var known) ? known : Guid.Empty;
        var template = await connection.QuerySingleOrDefaultAsync<WhatsAppTemplate>(
            new CommandDefinition(Sql, new { inboxId, key = chosen.Key, id }, cancellationToken: ct));
        if (template is null) return (null, new("template_unknown", "contentSid", "This sender has no such template. Its list is read from Twilio every hour; an admin can read it now in Settings."));
        // WhatsApp takes no line breaks in a value.
        var values = template.Blanks.ToDictionary(blank => blank, blank => OneLine(chosen.Values.GetValueOrDefault(blank)));
        foreach (var (blank, value) in values)
        {
            if (value.Length == 0) return (null, new("variable_missing", "variables", $"The template's variable {{{{{blank}}}}} has no value yet."));
            if (value.Length > LongestValue) return (null, new("variable_too_long", "variables", $"The value of {{{{{blank}}}}} is too long: at most {LongestValue} characters."));
        }
        return (new FilledTemplate(template, template.Fill(values), JsonSerializer.Serialize(values)), null);
    }

    private static string OneLine(string? value) => string.Join(' ', SafeText.Clean(value ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
