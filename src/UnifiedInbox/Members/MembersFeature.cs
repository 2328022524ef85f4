using UnifiedInbox.Accounts;
using UnifiedInbox.Channels;
using UnifiedInbox.Contacts.Importing;
using UnifiedInbox.Database;
using UnifiedInbox.Members.Events;
using UnifiedInbox.Members.Pages;
using UnifiedInbox.Members.Portal;
using UnifiedInbox.Members.Stripe;
using UnifiedInbox.Web;

namespace UnifiedInbox.Members;

/// <summary>Contacts as members: what they use, have and pay, their page, and their own way in.</summary>
internal static class MembersFeature
{
    public static IServiceCollection AddMembers(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<TakeEvents>().AddSingleton<ImportEvents>().AddSingleton<FindEventImport>().AddSingleton<WriteEvents>().AddSingleton<IRunImport, RunEventImport>();
        services.AddSingleton(StripeOptions.From(configuration)).AddSingleton<StripeWebhook>();
        services.AddSingleton<OpenMember>().AddSingleton<ReadOverview>().AddSingleton<ReadActivity>().AddSingleton<ReadFeatures>();
        services.AddSingleton<ReadRevenue>().AddSingleton<ReadChannel>().AddSingleton<ReadCases>();
        services.AddSingleton<MemberSession>().AddSingleton<OpenPortal>().AddSingleton<WriteToTeam>().AddSingleton<PortalConsent>().AddSingleton<InviteMember>().AddSingleton<RevokeMember>();
        return services.AddWorker<MatchEvents>(configuration);
    }

    public static void MapMembers(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/members").RequireAuthorization(Policy.Staff).WithTags("Members");
        api.MapPost("/events/import", ImportEvents.EndpointAsync).WithSummary("Events as a CSV file").DisableAntiforgery()
            .WithDescription("The file as the body (text/csv), or as `file` of multipart/form-data. Answers 202 with the import, which runs in the background.");
        api.MapGet("/events/imports/{id:guid}", FindEventImport.EndpointAsync).WithSummary("How far an import of events is: rows that were new (created), known already (skipped) or refused");
        api.MapGet("/events/imports/{id:guid}/report", FindEventImport.ReportAsync).WithSummary("What became of each row, as CSV").WithDescription("`outcome` narrows it to created, skipped or refused.");
        api.MapDelete("/events/imports/{id:guid}", FindEventImport.CancelAsync).WithSummary("End an import of events").WithDescription("What is in stays; answers 202 with how far it came.");
        api.MapPost("/{id}/events", TakeEvents.EndpointAsync).WithSummary("What happened to a member: a batch of events, each taken once").Produces<EventsTaken>(202);
        api.MapGet("/{id:guid}/events", ListEvents.EndpointAsync).WithSummary("A member's events, newest first");
        MapPages(routes.MapGroup("/members").RequireAuthorization(Policy.Staff).ExcludeFromDescription());
        MapPortal(routes.MapGroup("/portal").RequireAuthorization(Policy.Member, Policy.Session).ExcludeFromDescription());
        routes.MapPost(StripeWebhook.Path, StripeWebhook.ReceiveAsync).AllowAnonymous().DisableAntiforgery().DisableRateLimiting().WithTags("Webhooks");
        routes.RefuseOtherMethods(StripeWebhook.Path);
    }

    private static void MapPages(RouteGroupBuilder pages)
    {
        pages.MapGet("", () => TurboStream.SeeOther("/contacts"));
        pages.MapGet("/import", ImportEventsForm.OpenAsync);
        pages.MapPost("/import", ImportEventsForm.UploadAsync);
        pages.MapGet("/imports/{id:guid}", ImportEventsForm.ShowAsync);
        pages.MapPost("/imports/{id:guid}/cancel", ImportEventsForm.CancelAsync);
        pages.MapGet("/imports/{id:guid}/report", FindEventImport.ReportAsync);
        pages.MapGet("/{id:guid}", OpenMember.EndpointAsync);
        pages.MapGet("/{id:guid}/{tab}", OpenMember.EndpointAsync);
        pages.MapPost("/{id:guid}/invite", InviteMember.EndpointAsync);
        pages.MapPost("/{id:guid}/revoke", RevokeMember.EndpointAsync);
        pages.MapPost("/{id:guid}/{tab}", OpenMember.SendAsync);
    }

    private static void MapPortal(RouteGroupBuilder portal)
    {
        portal.AddEndpointFilter(PortalOpen.FilterAsync);
        portal.MapGet("", OpenPortal.EndpointAsync);
        portal.MapPost("", OpenPortal.WriteAsync);
        portal.MapGet("/live", MemberAudience.EndpointAsync);
        portal.MapGet("/messages/{id:guid}/html", PortalMailHtml.EndpointAsync);
        portal.MapGet("/attachments/{id:guid}", PortalAttachment.EndpointAsync);
        portal.MapGet("/attachments/{id:guid}/thumbnail", PortalAttachment.ThumbnailAsync);
        portal.MapGet("/consent", PortalConsent.OpenAsync);
        portal.MapPost("/consent", PortalConsent.SaveAsync);
        portal.MapGet("/account", () => Page.Of<PortalAccountPage>());
        portal.MapPost("/account", PortalAccount.PasswordAsync);
    }
}
