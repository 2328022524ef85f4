using UnifiedInbox.Channels;
using UnifiedInbox.Mail.Html;
using UnifiedInbox.Messages;
using UnifiedInbox.Web;

namespace UnifiedInbox.Templates;

/// <summary>What a template must be to be stored.</summary>
internal static class TemplateRules
{
    public const string Any = "any";
    public const int LongestName = 100;
    public const int LongestSubject = 500;
    public const int LongestContent = 20_000;
    public const int LongestHtml = 200_000;

    /// <summary>The template as it would be stored: tidied, its HTML cleaned. <paramref name="known"/> is the one to change.</summary>
    public static (Template Template, FieldErrors Errors) Check(TemplateRequest request, Template? known, Guid callerId)
    {
        var errors = new FieldErrors();
        var channel = request.Channel is null ? known?.Channel : request.Channel is Any or "" ? null : request.Channel;
        if (channel is not null && ChannelName.Parse(channel) is null) errors["channel"] = ["A channel is any, sms, whatsapp or email."];
        var html = Html(request.Html ?? known?.Html, errors);
        var content = SafeText.Clean(request.Content ?? known?.Content ?? "").ReplaceLineEndings("\n").Trim();
        if (content.Length == 0 && html is not null) content = HtmlText.Of(html).Trim();
        var template = new Template
        {
            Id = known?.Id ?? Guid.Empty,
            Name = OneLine(request.Name ?? known?.Name),
            Folder = string.Join('/', OneLine(request.Folder ?? known?.Folder).Split('/', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
            Channel = channel,
            Subject = OneLine(request.Subject ?? known?.Subject) is { Length: > 0 } subject ? subject : null,
            Content = content,
            Html = html,
            OwnerId = request.Shared is { } shared ? shared ? null : callerId : known?.OwnerId,
        };
        Judge(template, errors);
        return (template, errors);
    }

    private static void Judge(Template template, FieldErrors errors)
    {
        if (template.Name.Length is 0 or > LongestName) errors["name"] = [$"A name has 1 to {LongestName} characters."];
        if (template.Folder.Length > LongestName) errors["folder"] = [$"A folder has at most {LongestName} characters."];
        var isText = template.Channel is "sms" or "whatsapp";
        if (isText && template.Subject is not null) errors["subject"] = ["Only mails have a subject."];
        if (isText && template.Html is not null) errors["html"] = ["Only mails have formatting."];
        if (template.Subject is { Length: > LongestSubject }) errors["subject"] = [$"A subject has at most {LongestSubject} characters."];
        var most = isText ? NewMessageRules.MostCharacters : LongestContent;
        if (template.Content.Length == 0 && !errors.ContainsKey("html")) errors["content"] = ["Write what it says."];
        if (template.Content.Length > most) errors["content"] = [$"At most {most} characters; these are {template.Content.Length}."];
        foreach (var (field, text) in new[] { ("subject", template.Subject), ("content", template.Content), ("html", template.Html) })
            if (text is not null && !errors.ContainsKey(field) && TemplateText.Objection(text) is { } objection) errors[field] = [objection];
    }

    private static string? Html(string? html, FieldErrors errors)
    {
        if (string.IsNullOrWhiteSpace(html)) return null;
        if (html.Length > LongestHtml || ComposerHtml.Clean(SafeText.Clean(html)) is not { } cleaned)
        {
            errors["html"] = ["This is too long or too deeply nested."];
            return null;
        }
        if (cleaned.Contains("%7B%7B", StringComparison.OrdinalIgnoreCase)) errors["html"] = ["A variable cannot stand in the address of a link."];
        // An editor left empty gives an empty block.
        return HtmlText.Of(cleaned).Trim().Length == 0 ? null : cleaned;
    }

    private static string OneLine(string? text) => SafeText.Clean(text ?? "").ReplaceLineEndings(" ").Trim();
}
