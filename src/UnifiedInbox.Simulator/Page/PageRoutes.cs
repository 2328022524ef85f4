using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using UnifiedInbox.Simulator.Mailing;

namespace UnifiedInbox.Simulator.Page;

internal static class PageRoutes
{
    /// <summary>The page, its parts (asked for again when they change) and what it does.</summary>
    public static void MapPage(this IEndpointRouteBuilder routes, SimulatedCarrier carrier, SimulatedPost post, string prefix)
    {
        var page = routes.MapGroup("").ExcludeFromDescription();
        carrier.Options.GuardPage?.Invoke(page);
        page.MapGet("", (HttpContext http) => Whole(http, carrier, post, prefix));
        page.MapGet("/phones", () => Part<PhoneList>(new { Carrier = carrier }));
        page.MapGet("/phone", (HttpContext http, string address) => Part<PhoneCard>(http, carrier, prefix, address));
        page.MapGet("/thread", (HttpContext http, string address) => Part<PhoneThread>(http, carrier, prefix, address));
        page.MapGet("/switches", () => Part<SwitchPanel>(new { carrier.Switches }));
        page.MapGet("/log", () => Part<EventLog>(new { Carrier = carrier }));
        page.MapGet("/mails", () => Part<MailList>(new { Post = post }));
        page.MapGet("/events", (HttpContext http) => LiveEvents.Stream(http, carrier, post));
        page.MapGet("/media/{sid}/{media}", (HttpContext http, string sid, string media) => PhonePictures.Get(http, carrier, sid, media));
        page.MapGet(DeskScript.Name, DeskScript.Get).AllowAnonymous();

        var doings = page.MapGroup("").DisableAntiforgery().AddEndpointFilter(SamePage.CheckAsync);
        doings.MapPost("/messages", (HttpContext http, CancellationToken ct) => WriteOnPhone.RunAsync(http, carrier, ct));
        doings.MapPost("/mails", (WrittenMail mail) => WriteMail.RunAsync(post, mail));
        doings.MapPost("/mails/{id}/fate", (string id, MailFate fate) => TellFate.Run(post, id, fate));
        doings.MapPost("/phones", (NewPhone phone) => PutPhone.Run(carrier, phone));
        doings.MapPost("/read", (ReadRequest request, CancellationToken ct) => ReadOnPhone.RunAsync(carrier, request, ct));
        doings.MapPost("/switches", (HttpContext http, CancellationToken ct) => ChangeSwitches.RunAsync(http, carrier, ct));
        doings.MapPost("/switches/reset", () => ChangeSwitches.Reset(carrier));
    }

    // Not as the component's own type: the generated binding of the routes is written before the components are.
    private static IResult Part<TComponent>(object parameters) where TComponent : IComponent => new RazorComponentResult<TComponent>(parameters);

    private static IResult Whole(HttpContext http, SimulatedCarrier carrier, SimulatedPost post, string prefix)
    {
        var root = http.Request.PathBase + prefix;
        return Part<SimulatorPage>(new { Carrier = carrier, Post = post, Base = root, Script = root + DeskScript.Name + "?v=" + DeskScript.Version, Open = OpenPhones.Of(http.Request, carrier) });
    }

    private static IResult Part<TPart>(HttpContext http, SimulatedCarrier carrier, string prefix, string address)
        where TPart : IComponent =>
        carrier.Phones.Find(address) is { } phone
            ? Part<TPart>(new { Carrier = carrier, Phone = phone, Base = http.Request.PathBase + prefix })
            : Results.NotFound();
}
