using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Messages.Texts;

/// <summary>What is particular to text messages: how long they are, and what they cost.</summary>
internal static class TextsFeature
{
    public static void MapTexts(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/messages/segments", CountSegments.Endpoint).RequireAuthorization(Policy.Staff).WithTags("Messages");
        var admin = routes.MapGroup("/settings/texts").RequireAuthorization(Policy.Admin, Policy.Session).ExcludeFromDescription();
        admin.MapGet("", () => Page.Of<TextPricesPage>());
        admin.MapPost("", SaveAsync);
    }

    private static async Task<IResult> SaveAsync(
        [FromForm] string? currency, [FromForm] string? prices, Db db, SettingsStore settings, HttpContext http, CancellationToken ct)
    {
        var errors = await TextPrices.ChangeAsync(db, settings, http.Caller(), currency, prices, ct);
        if (errors.Any) return Page.Of<TextPricesPage>(new { Errors = errors, Currency = currency, Lines = prices }, 422);
        LeftToast.Leave(http, "Settings saved");
        return TurboStream.SeeOther("/settings/texts");
    }
}
