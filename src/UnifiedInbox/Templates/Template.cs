namespace UnifiedInbox.Templates;

/// <summary>Words a team writes again and again, with places for what is the contact's or the sender's own.</summary>
public sealed record Template
{
    internal const string Columns = """
               t.id,
               t.name::text AS name,
               t.folder::text AS folder,
               t.channel,
               t.subject,
               t.content,
               t.html,
               t.owner_id,
               t.created_at,
               t.updated_at
        """;

    public Guid Id { get; init; }
    public string Name { get; init; } = "";

    /// <summary>Empty where it is in none; "Billing/Refunds" is a folder in a folder to its readers.</summary>
    public string Folder { get; init; } = "";

    /// <summary><c>sms</c>, <c>whatsapp</c>, <c>email</c>; null = any.</summary>
    public string? Channel { get; init; }

    /// <summary>Email only.</summary>
    public string? Subject { get; init; }

    /// <summary>With variables as <c>{{contact.firstName|there}}</c>.</summary>
    public string Content { get; init; } = "";

    /// <summary>Email only: cleaned, with the same variables. Null = <see cref="Content"/> is the mail.</summary>
    public string? Html { get; init; }

    /// <summary>Whose alone it is; null = the team's.</summary>
    public Guid? OwnerId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A template as the API shows it.</summary>
/// <param name="Channel"><c>any</c>, <c>sms</c>, <c>whatsapp</c> or <c>email</c>.</param>
/// <param name="Shared">False: the caller's alone.</param>
/// <param name="Variables">The names it asks for.</param>
internal sealed record TemplateView(
    Guid Id,
    string Name,
    string Folder,
    string Channel,
    string? Subject,
    string Content,
    string? Html,
    bool Shared,
    IReadOnlyList<string> Variables,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    public static TemplateView Of(Template template) => new(
        template.Id,
        template.Name,
        template.Folder,
        template.Channel ?? TemplateRules.Any,
        template.Subject,
        template.Content,
        template.Html,
        template.OwnerId is null,
        [.. new[] { template.Subject, template.Content, template.Html }.SelectMany(text => TemplateText.NamesIn(text ?? "")).Distinct()],
        template.CreatedAt,
        template.UpdatedAt);
}

/// <summary>The body of a POST or PATCH. In a PATCH what is left out stays, and an empty text takes away.</summary>
internal sealed record TemplateRequest
{
    /// <summary>1 to 100 characters; once in its folder.</summary>
    public string? Name { get; init; }

    public string? Folder { get; init; }

    /// <summary><c>any</c>, <c>sms</c>, <c>whatsapp</c> or <c>email</c>.</summary>
    public string? Channel { get; init; }

    public string? Subject { get; init; }

    public string? Content { get; init; }

    /// <summary>Cleaned by an allow-list.</summary>
    public string? Html { get; init; }

    /// <summary>False: yours alone.</summary>
    public bool? Shared { get; init; }
}

internal abstract record TemplateOutcome
{
    private TemplateOutcome()
    {
    }

    public sealed record Done(Template Template) : TemplateOutcome;

    public sealed record NotFound : TemplateOutcome;

    public sealed record Taken(Guid TemplateId) : TemplateOutcome;

    public sealed record Invalid(Web.FieldErrors Errors) : TemplateOutcome;
}
