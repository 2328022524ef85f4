using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Messages.Email;
using UnifiedInbox.Messages.Files;
using UnifiedInbox.Messages.Texts;
using UnifiedInbox.Unsubscribing;
using UnifiedInbox.Web;

namespace UnifiedInbox.Messages;

internal static class MessagesFeature
{
    public static IServiceCollection AddMessages(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DispatcherOptions>().Bind(configuration.GetSection("Dispatcher")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<DispatchSignal>();
        services.AddNodeWorker<Intake>().AddNodeWorker<DeliveryReports>();
        services.AddSingleton<Outbox>().AddSingleton<TakeMediaUrls>().AddSingleton<FindOutgoingEmail>().AddSingleton<ComposeEmail>();
        services.AddSingleton<ReportEmail>().AddSingleton<ReplyAddress>().AddSingleton<UnsubscribeLink>();
        services.AddSingleton<ReceiveEmail>().AddSingleton<ReadEmail>().AddSingleton<StoreEmailFiles>();
        services.AddSingleton<ClaimMessages>().AddSingleton<RecordDelivery>().AddSingleton<CheckMessage>().AddSingleton<SendClaimed>();
        services.AddSingleton<Random>(_ => new Random());
        return services.AddWorker<Dispatcher>(configuration).AddWorker<SettleUnconfirmed>(configuration);
    }

    public static void MapMessages(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/messages").RequireAuthorization(Policy.Staff).WithTags("Messages");
        api.MapGet("/", ListMessages.EndpointAsync);
        api.MapGet("/export", ExportMessages.Endpoint);
        api.MapPost("/", SendMessage.EndpointAsync);
        api.MapPost("/check", CheckMessage.EndpointAsync);
        api.MapGet("/signature", Signature.EndpointAsync);
        api.MapGet("/{id:guid}", GetMessage.EndpointAsync);
        api.MapPost("/{id:guid}/retry", MessageActions.RetryAsync);
        api.MapPost("/{id:guid}/cancel", MessageActions.CancelAsync);
        api.MapPost("/{id:guid}/mark-as-sent", MessageActions.MarkAsSentAsync);
        routes.MapPost("/api/crm/members/{id:guid}/email", EmailMember.EndpointAsync).RequireAuthorization(Policy.Staff).WithTags("Messages");
        routes.MapUnsubscribing();
        routes.MapTexts();
        routes.MapPost("/api/messaging/send", SendText.EndpointAsync).RequireAuthorization(Policy.Staff).WithTags("Messages");
    }
}

/// <summary><c>GET /api/messages/{id}</c>.</summary>
internal static class GetMessage
{
    public static async Task<IResult> EndpointAsync(Guid id, HttpContext http, Db db, CancellationToken ct)
    {
        if (await FindMessage.RunAsync(db, http.Caller(), id, ct) is not { } message) return NotFound();
        await Attachments.AttachmentsOf.FillAsync(db, [message], ct);
        return TypedResults.Ok(MessageJson.Of(message));
    }

    public static IResult NotFound() => Problem.Of(StatusCodes.Status404NotFound, "not_found", "There is no such message.");
}

/// <summary>What can be done with a message that did not simply go: the API's doors to it.</summary>
internal static class MessageActions
{
    public static async Task<IResult> RetryAsync(
        Guid id, HttpContext http, Db db, DispatchSignal dispatcher, ChangeNotifier changes, TimeProvider time, CancellationToken ct) =>
        await AnswerAsync(await RetryMessage.RunAsync(db, http.Caller(), id, dispatcher, changes, time, ct), id, http, db, ct);

    public static async Task<IResult> CancelAsync(Guid id, HttpContext http, Db db, ChangeNotifier changes, TimeProvider time, CancellationToken ct) =>
        await AnswerAsync(await CancelMessage.RunAsync(db, http.Caller(), id, changes, time, ct), id, http, db, ct);

    public static async Task<IResult> MarkAsSentAsync(
        Guid id, HttpContext http, Db db, DispatchSignal dispatcher, ChangeNotifier changes, TimeProvider time, CancellationToken ct) =>
        await AnswerAsync(await MarkAsSent.RunAsync(db, http.Caller(), id, dispatcher, changes, time, ct), id, http, db, ct);

    private static async Task<IResult> AnswerAsync(bool done, Guid id, HttpContext http, Db db, CancellationToken ct)
    {
        if (await FindMessage.RunAsync(db, http.Caller(), id, ct) is not { } message) return GetMessage.NotFound();
        return done
            ? TypedResults.Ok(MessageJson.Of(message))
            : Problem.Of(StatusCodes.Status409Conflict, "wrong_status", "A message that is " + message.Status + " cannot be changed like this.", ("status", message.Status));
    }
}
