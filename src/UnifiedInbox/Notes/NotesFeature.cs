using UnifiedInbox.Accounts;

namespace UnifiedInbox.Notes;

/// <summary>What the team writes to itself about a contact, and whom it calls in.</summary>
internal static class NotesFeature
{
    public static IServiceCollection AddNotes(this IServiceCollection services) => services
        .AddSingleton<FindNotes>().AddSingleton<ListNotes>().AddSingleton<ListRevisions>().AddSingleton<ListMentionable>()
        .AddSingleton<CreateNote>().AddSingleton<ChangeNote>().AddSingleton<DeleteNote>().AddSingleton<MarkNoteSeen>()
        .AddSingleton<MentionSignal>();

    public static void MapNotes(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/notes").RequireAuthorization(Policy.Staff).WithTags("Notes");
        api.MapGet("", ListNotes.EndpointAsync);
        api.MapPost("", CreateNote.EndpointAsync);
        api.MapGet("/{id}", FindNotes.EndpointAsync);
        api.MapPatch("/{id}", ChangeNote.EndpointAsync);
        api.MapDelete("/{id}", DeleteNote.EndpointAsync);
        api.MapPost("/{id}/seen", MarkNoteSeen.EndpointAsync);

        var pages = routes.MapGroup("").RequireAuthorization(Policy.Staff).ExcludeFromDescription();
        pages.MapGet("/contacts/{id:guid}/notes", OpenNote.OfContactAsync);
        pages.MapPost("/contacts/{id:guid}/notes", NoteForms.CreateAsync);
        pages.MapGet("/contacts/{id:guid}/mentionable", ListMentionable.EndpointAsync);
        pages.MapGet("/notes/{id:guid}", OpenNote.EndpointAsync);
        pages.MapGet("/notes/{id:guid}/history", OpenNote.HistoryAsync);
        pages.MapGet("/notes/{id:guid}/edit", NoteForms.EditAsync);
        pages.MapGet("/notes/{id:guid}/words", NoteForms.WordsAsync);
        pages.MapPost("/notes/{id:guid}", NoteForms.ChangeAsync);
        pages.MapPost("/notes/{id:guid}/delete", NoteForms.DeleteAsync);
        pages.MapPost("/notes/{id}/seen", MarkNoteSeen.EndpointAsync);
    }
}
