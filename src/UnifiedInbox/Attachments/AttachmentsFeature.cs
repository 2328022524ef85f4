using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Database.Backups;

namespace UnifiedInbox.Attachments;

internal static class AttachmentsFeature
{
    public static IServiceCollection AddAttachments(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AttachmentOptions>().Bind(configuration.GetSection("Attachments"))
            .PostConfigure<DatabaseOptions>((options, database) =>
                options.Folder = options.Folder.Length > 0 ? options.Folder : Path.Combine(database.DataDir, "attachments"));
        services.AddSingleton<AttachmentSignal>().AddSingleton<AttachmentStore>();
        services.AddSingleton(provider => new BackedUpFolder("attachments", provider.GetRequiredService<AttachmentStore>().Folder));
        return services.AddWorker<FetchAttachments>(configuration).AddWorker<RemoveFiles>(configuration);
    }

    public static void MapAttachments(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/attachments/{id:guid}", ServeAttachment.HandleAsync).RequireAuthorization(Policy.Staff).WithTags("Attachments");
}
