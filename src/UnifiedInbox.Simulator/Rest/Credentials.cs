using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using UnifiedInbox.Simulator.Messages;
using UnifiedInbox.Simulator.Sending;

namespace UnifiedInbox.Simulator.Rest;

/// <summary>HTTP Basic with the account's SID and token, for that account alone; and the headers every answer carries.</summary>
internal sealed class Credentials(SimulatedCarrier carrier) : IEndpointFilter
{
    private readonly string expected =
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{carrier.Options.AccountSid}:{carrier.Options.AuthToken}"));

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers["Twilio-Request-Id"] = NewSid.Of("RQ");
        if (carrier.Switches.Down)
            return Answer.Refuse(TwilioError.Unavailable);
        if (http.Request.Headers.Authorization != expected)
        {
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"Twilio API\"";
            return Answer.Refuse(TwilioError.Unauthenticated);
        }
        // The Content API names no account in its addresses.
        return http.GetRouteValue("accountSid") is null || (string?)http.GetRouteValue("accountSid") == carrier.Options.AccountSid ? await next(context) : Answer.NotFound(http);
    }
}
