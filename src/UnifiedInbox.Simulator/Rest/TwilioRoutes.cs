using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace UnifiedInbox.Simulator.Rest;

internal static class TwilioRoutes
{
    /// <summary>The part of Twilio's REST API that messaging needs. It checks its own credentials, so no sign-in is asked.</summary>
    public static void MapTwilio(this IEndpointRouteBuilder routes, SimulatedCarrier carrier)
    {
        var api = routes.MapGroup($"/twilio/{Rfc.ApiVersion}/Accounts")
            .AllowAnonymous()
            .DisableAntiforgery()
            .ExcludeFromDescription()
            .AddEndpointFilter(new Credentials(carrier));
        api.MapGet("/{accountSid}.json", () => Account.Get(carrier));

        var account = api.MapGroup("/{accountSid}");
        account.MapPost("/Messages.json", (HttpContext http, CancellationToken ct) => CreateMessage.RunAsync(http, carrier, ct));
        account.MapGet("/Messages.json", (HttpContext http) => ListMessages.Run(http, carrier));
        account.MapGet("/Messages/{sid}.json", (HttpContext http, string sid) => OneMessage.Get(http, carrier, sid));
        account.MapPost("/Messages/{sid}.json", (HttpContext http, string sid, CancellationToken ct) => OneMessage.UpdateAsync(http, carrier, sid, ct));
        account.MapDelete("/Messages/{sid}.json", (HttpContext http, string sid) => OneMessage.Delete(http, carrier, sid));
        account.MapGet("/Messages/{sid}/Media.json", (HttpContext http, string sid) => MessageMedia.List(http, carrier, sid));
        account.MapGet("/Messages/{sid}/Media/{media}.json", (HttpContext http, string sid, string media) => MessageMedia.Get(http, carrier, sid, media));
        account.MapGet("/Messages/{sid}/Media/{media}", (HttpContext http, string sid, string media) => MessageMedia.Redirect(http, carrier, sid, media));
        account.MapDelete("/Messages/{sid}/Media/{media}.json", (HttpContext http, string sid, string media) => MessageMedia.Delete(http, carrier, sid, media));
        account.MapGet("/IncomingPhoneNumbers.json", (HttpContext http) => Account.Numbers(http, carrier));
        account.MapGet("/IncomingPhoneNumbers/{sid}.json", (HttpContext http, string sid) => Account.Number(http, carrier, sid));
        account.MapPost("/IncomingPhoneNumbers/{sid}.json", (HttpContext http, string sid, CancellationToken ct) => Account.UpdateNumberAsync(http, carrier, sid, ct));
        account.Map("/{**rest}", (HttpContext http) => Answer.NotFound(http));

        var content = routes.MapGroup("/twilio/v1").AllowAnonymous().DisableAntiforgery().ExcludeFromDescription().AddEndpointFilter(new Credentials(carrier));
        content.MapGet("/ContentAndApprovals", (HttpContext http) => ContentTemplates.List(http, carrier));
        content.MapGet("/Content/{sid}", (HttpContext http, string sid) => ContentTemplates.Get(http, carrier, sid));

        routes.MapGet("/cdn/{sid}/{media}", (HttpContext http, string sid, string media) => MessageMedia.Download(http, carrier, sid, media))
            .AllowAnonymous()
            .ExcludeFromDescription();
    }
}
