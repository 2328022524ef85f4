using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Accounts;
using UnifiedInbox.Web;

namespace UnifiedInbox.Spam;

/// <summary>Mail nobody wants: called spam, its senders blocked.</summary>
internal static class SpamFeature
{
    public static IServiceCollection AddSpam(this IServiceCollection services) =>
        services.AddSingleton<BlockSender>().AddSingleton<MarkSpam>().AddSingleton<ListBlocked>();

    public static void MapSpam(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/blocked-senders", ListBlocked.EndpointAsync).RequireAuthorization(Policy.Staff).WithTags("Messages");
        var api = routes.MapGroup("/api/messages").RequireAuthorization(Policy.Staff).WithTags("Messages");
        api.MapPost("/{id:guid}/block-sender", BlockSender.BlockAsync);
        api.MapPost("/{id:guid}/unblock-sender", BlockSender.UnblockAsync);
        api.MapPost("/{id:guid}/spam", MarkSpam.SpamAsync);
        api.MapPost("/{id:guid}/not-spam", MarkSpam.NotSpamAsync);
        var forms = routes.MapGroup("/messages").RequireAuthorization(Policy.Staff).ExcludeFromDescription();
        forms.MapPost("/{id:guid}/block-sender", BlockSender.BlockAsync);
        forms.MapPost("/{id:guid}/unblock-sender", BlockSender.UnblockAsync);
        forms.MapPost("/{id:guid}/spam", MarkSpam.SpamAsync);
        forms.MapPost("/{id:guid}/not-spam", MarkSpam.NotSpamAsync);
        var settings = routes.MapGroup("/settings/blocked").RequireAuthorization(Policy.Staff).ExcludeFromDescription();
        settings.MapGet("/", PageAsync);
        settings.MapPost("/unblock", UnblockAsync);
    }

    private static async Task<IResult> PageAsync(string? after, string? find, ListBlocked list, CancellationToken ct)
    {
        var rows = await list.RunAsync(after ?? "", find ?? "", ct);
        var more = rows.Count > ListBlocked.PageSize;
        return Page.Of<BlockedPage>(new
        {
            Senders = more ? rows[..ListBlocked.PageSize] : rows,
            Find = find ?? "",
            NextUrl = more ? $"/settings/blocked?after={Uri.EscapeDataString(rows[ListBlocked.PageSize - 1].Address)}&find={Uri.EscapeDataString(find ?? "")}" : null,
        });
    }

    private static async Task<IResult> UnblockAsync([FromForm] string? address, HttpContext http, BlockSender sender, CancellationToken ct)
    {
        await sender.LetInAsync(http.Caller(), address ?? "", ct); // one who is let in already is let in
        return TurboStream.SeeOther("/settings/blocked");
    }
}
