using UnifiedInbox.Accounts;
using UnifiedInbox.Policies.Consent;
using UnifiedInbox.Policies.QuietHours;
using UnifiedInbox.Policies.Sending;
using UnifiedInbox.Web;

namespace UnifiedInbox.Policies;

internal static class PoliciesFeature
{
    public static IServiceCollection AddPolicies(this IServiceCollection services) =>
        services.AddSingleton<RecordConsent>().AddSingleton<AnswerOptOutWish>().AddSingleton<SaveSending>();

    public static void MapPolicies(this IEndpointRouteBuilder routes)
    {
        var consents = routes.MapGroup("/api").RequireAuthorization(Policy.Staff).WithTags("Consent");
        consents.MapGet("/contacts/{id:guid}/consents", ListConsents.OfContactAsync);
        consents.MapPost("/contacts/{id:guid}/consents", RecordConsent.EndpointAsync);
        consents.MapGet("/contacts/{id:guid}/consents/export", ExportConsents.OfContactAsync).RequireAuthorization(Policy.Admin);
        consents.MapGet("/consents", ListConsents.AllAsync).RequireAuthorization(Policy.Admin);
        consents.MapGet("/consents/export", ExportConsents.AllAsync).RequireAuthorization(Policy.Admin);
        consents.MapPost("/messages/{id:guid}/opt-out-wish", AnswerOptOutWish.EndpointAsync);

        var forms = routes.MapGroup("").RequireAuthorization(Policy.Staff).ExcludeFromDescription();
        forms.MapPost("/contacts/{id:guid}/consents", RecordConsent.FormAsync);
        forms.MapPost("/messages/{id:guid}/opt-out-wish", AnswerOptOutWish.FormAsync);

        var settings = routes.MapGroup("/settings").RequireAuthorization(Policy.Admin, Policy.Session).ExcludeFromDescription();
        settings.MapGet("/quiet-hours", () => Page.Of<QuietHoursPage>());
        settings.MapPost("/quiet-hours", ChangeQuietTimes.FormAsync);
        settings.MapGet("/inboxes/{id:guid}/sending", SaveSending.Show);
        settings.MapPost("/inboxes/{id:guid}/sending", SaveSending.FormAsync);
    }
}
