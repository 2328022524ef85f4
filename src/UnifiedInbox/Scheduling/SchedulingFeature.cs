using UnifiedInbox.Accounts;
using UnifiedInbox.Web;

namespace UnifiedInbox.Scheduling;

/// <summary>Sending later: the list, what can be done with each, the door for an outside cron, and taking back what was just sent.</summary>
internal static class SchedulingFeature
{
    public static IServiceCollection AddScheduling(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton(new CronSecret(configuration.Text("CRON_SECRET"))).AddSingleton<AskedTime>().AddSingleton<EditScheduled>().AddSingleton<ProcessDue>();

    public static void MapScheduling(this IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("/api/scheduled").AllowAnonymous().WithTags("Scheduled");
        open.MapGet("/", ProcessDue.GetAsync);
        open.MapPost("/", ProcessDue.PostAsync);
        var api = routes.MapGroup("/api/scheduled").RequireAuthorization(Policy.Staff).WithTags("Scheduled");
        api.MapPatch("/{id:guid}", ScheduledApi.EditAsync);
        api.MapDelete("/{id:guid}", ScheduledApi.CancelAsync);
        api.MapPost("/{id:guid}/send", ScheduledApi.SendAsync);
        api.MapPost("/{id:guid}/skip", ScheduledApi.SkipAsync);
        var pages = routes.MapGroup("").RequireAuthorization(Policy.Staff).ExcludeFromDescription();
        pages.MapGet("/scheduled", ScheduledForms.ListAsync);
        pages.MapGet("/scheduled/{id:guid}", EditScheduledForms.OpenAsync);
        pages.MapPost("/scheduled/{id:guid}", EditScheduledForms.SaveAsync);
        pages.MapPost("/scheduled/{id:guid}/send", ScheduledForms.SendAsync);
        pages.MapPost("/scheduled/{id:guid}/skip", ScheduledForms.SkipAsync);
        pages.MapPost("/scheduled/{id:guid}/cancel", ScheduledForms.CancelAsync);
        pages.MapPost("/messages/{id:guid}/send-now", ScheduledForms.SendInThreadAsync);
        pages.MapPost("/messages/{id:guid}/skip", ScheduledForms.SkipInThreadAsync);
        pages.MapPost("/messages/{id:guid}/undo", ScheduledForms.UndoAsync);
    }
}
