using UnifiedInbox.Conversations.Bulk;
using UnifiedInbox.Conversations.Composing;
using UnifiedInbox.Conversations.Drafts;
using UnifiedInbox.Conversations.Emails;
using UnifiedInbox.Conversations.Labels;
using UnifiedInbox.Conversations.List;
using UnifiedInbox.Conversations.Presence;
using UnifiedInbox.Conversations.Profiles;
using UnifiedInbox.Conversations.Threads;
using UnifiedInbox.Conversations.Views;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Conversations;

/// <summary>The inbox: its list, its threads, and what a team does with them.</summary>
internal static class ConversationsFeature
{
    public static IServiceCollection AddConversations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<ListConversations>().AddSingleton<FindConversation>().AddSingleton<ChangeConversation>().AddSingleton<MarkRead>();
        services.AddSingleton<ListLabels>().AddSingleton<SaveLabel>().AddSingleton<DeleteLabel>();
        services.AddSingleton<ListTeammates>().AddSingleton<ListRoutes>().AddSingleton<FindProfile>().AddSingleton<SendReply>();
        services.AddSingleton<ReadList>().AddSingleton<ReadThread>().AddSingleton<OpenInbox>().AddSingleton<ThreadAnswer>();
        services.AddSingleton<AnswerEmail>().AddSingleton<ForwardEmail>().AddSingleton<QuoteEmail>();
        services.AddSingleton<StartConversation>().AddSingleton<SnoozeSignal>();
        services.AddPresence().AddDrafts().AddBulk().AddViews();
        services.AddWorker<WakeSnoozed>(configuration);
        services.AddSingleton<IPaletteSource, ConversationsInPalette>();
        return services;
    }

    public static void MapConversations(this IEndpointRouteBuilder routes)
    {
        MapApi(routes);
        var inbox = routes.MapGroup("/inbox").ExcludeFromDescription();
        inbox.MapGet("", OpenInbox.ListAsync);
        inbox.MapGet("/export", ExportConversations.PageAsync);
        inbox.MapGet("/list", RefreshList.EndpointAsync);
        inbox.MapViews();
        inbox.MapBulk();
        inbox.MapPresence();
        inbox.MapGet("/start", StartConversation.OpenAsync);
        inbox.MapPost("/start", StartConversation.SendAsync);
        inbox.MapGet("/{id}", OpenInbox.ThreadAsync);
        inbox.MapGet("/{id}/thread", RefreshThread.EndpointAsync);
        inbox.MapGet("/{id}/header", OpenInbox.HeaderAsync);
        inbox.MapGet("/{id}/profile", OpenInbox.ProfileAsync);
        inbox.MapPost("/{id}/send", SendReply.EndpointAsync);
        inbox.MapPost("/check", CheckReply.EndpointAsync);
        inbox.MapPost("/{id}/assign", AssignConversation.EndpointAsync);
        inbox.MapPost("/{id}/snooze", SnoozeConversation.EndpointAsync);
        inbox.MapPost("/{id}/close", CloseConversation.EndpointAsync);
        inbox.MapPost("/{id}/reopen", ReopenConversation.EndpointAsync);
        inbox.MapPost("/{id}/labels", LabelConversation.EndpointAsync);
        inbox.MapPost("/{id}/read", MarkRead.ReadAsync);
        inbox.MapPost("/{id}/unread", MarkRead.UnreadAsync);

        var forms = routes.MapGroup("").ExcludeFromDescription();
        forms.MapPost("/messages/{id:guid}/retry", MessageForms.RetryAsync);
        forms.MapPost("/messages/{id:guid}/cancel", MessageForms.CancelAsync);
        forms.MapPost("/messages/{id:guid}/mark-as-sent", MessageForms.MarkAsSentAsync);
        forms.MapPost("/attachments/{id:guid}/retry", MessageForms.RetryAttachmentAsync);
        forms.MapGet("/messages/below", ShowBelow.EndpointAsync);
        forms.MapGet("/messages/{id:guid}/answer", AnswerEmail.EndpointAsync);
        forms.MapGet("/messages/{id:guid}/html", ShowEmailHtml.EndpointAsync);
        forms.MapGet("/messages/{id:guid}/text", ShowEmailText.EndpointAsync);
        forms.MapGet("/messages/{id:guid}/original", ShowOriginal.EndpointAsync);
        forms.MapLabelPages();
    }

    private static void MapApi(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/conversations").WithTags("Conversations");
        api.MapGet("", ListConversations.EndpointAsync);
        api.MapGet("/export", ExportConversations.EndpointAsync);
        api.MapGet("/{id}", FindConversation.EndpointAsync);
        api.MapPatch("/{id}", ChangeConversation.EndpointAsync);
        api.MapPost("/{id}/read", MarkRead.EndpointAsync);
        api.MapDrafts();
        api.MapBulkApi();
        routes.MapViewsApi();

        var labels = routes.MapGroup("/api/labels").WithTags("Labels");
        labels.MapGet("", ListLabels.EndpointAsync);
        labels.MapPost("", SaveLabel.CreateAsync);
        labels.MapPatch("/{id}", SaveLabel.ChangeAsync);
        labels.MapDelete("/{id}", DeleteLabel.EndpointAsync);
    }
}
