using UnifiedInbox.Accounts;
using UnifiedInbox.Channels;
using UnifiedInbox.Messages;

namespace UnifiedInbox.Templates;

/// <summary>Puts a template's words, filled in for the contact, into a message that is about to be written.</summary>
internal sealed class ApplyTemplate(RenderTemplate render, Database.Db db)
{
    /// <summary>The message with its words; or why not.</summary>
    public async Task<(NewMessage Message, EnqueueOutcome? Refused)> RunAsync(Caller caller, Guid templateId, NewMessage message, CancellationToken ct)
    {
        if (message.Content.Length > 0 || message.Email?.Html is not null)
            return (message, new EnqueueOutcome.Refused("content_and_template", "templateId", "Give either the words or a template."));
        var route = await db.UseAsync(connection => Messages.Route.FindAsync(connection, caller, message, ct), ct);
        if (await render.RunAsync(caller, templateId, message.ContactId, route?.InboxId ?? message.InboxId, ct) is not { } found)
            return (message, new EnqueueOutcome.NotFound("templateId or contactId"));
        var (template, rendered) = found;
        if (template.Channel is { } only && only != ChannelName.Of(message.Channel))
            return (message, new EnqueueOutcome.Refused("wrong_channel", "templateId", $"This template is for {ChannelName.Label(only)} only."));
        var isEmail = message.Channel == Channel.Email;
        var missing = Needed(template, rendered, isEmail, message.Email?.Subject is not null);
        if (missing.Count > 0) return (message, new EnqueueOutcome.Refused("template_variable_missing", "templateId", RenderedTemplate.Words(missing)));
        return (message with
        {
            Content = rendered.Content,
            Email = isEmail ? (message.Email ?? new()) with { Subject = message.Email?.Subject ?? rendered.Subject, Html = rendered.Html } : null,
        }, null);
    }

    /// <summary>A text message has no subject and no formatting: what is missing only there is not missed.</summary>
    private static IReadOnlyList<string> Needed(Template template, RenderedTemplate rendered, bool isEmail, bool hasSubject)
    {
        var used = TemplateText.NamesIn(template.Content).Concat(isEmail ? TemplateText.NamesIn(template.Html ?? "") : [])
            .Concat(isEmail && !hasSubject ? TemplateText.NamesIn(template.Subject ?? "") : []);
        return [.. rendered.Missing.Where(used.Contains)];
    }
}
