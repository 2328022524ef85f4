using UnifiedInbox.Accounts;
using UnifiedInbox.Database;

namespace UnifiedInbox.Attachments;

internal static class AttachmentsFeature
{
    public static IServiceCollection AddAttachments(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AttachmentOptions>().Bind(configuration.GetSection("Attachments"))
            .PostConfigure<DatabaseOptions>((options, database) =>
                options.Folder = options.Folder.Length > 0 ? options.Folder : Path.Combine(database.DataDir, "attachments"));
        services.AddSingleton<AttachmentSignal>().AddSingleton<AttachmentStore>();
        if (configuration.GetValue("Workers:Enabled", true)) services.AddHostedService<FetchAttachments>().AddHostedService<RemoveFiles>();
        return services;
    }

    public static void MapAttachments(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/attachments/{id:guid}", ServeAttachment.HandleAsync).RequireAuthorization(Policy.Staff).WithTags("Attachments");
}
