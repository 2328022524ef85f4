using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Accounts;
using UnifiedInbox.Attachments.Uploads;
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
        services.AddSingleton<AttachmentSignal>().AddSingleton<AttachmentStore>().AddSingleton<PutUpload>();
        services.AddSingleton(provider => new BackedUpFolder("attachments", provider.GetRequiredService<AttachmentStore>().Folder));
        return services.AddWorker<FetchAttachments>(configuration).AddWorker<RemoveFiles>(configuration).AddWorker<ForgetUploads>(configuration);
    }

    /// <summary>A file and what stands around it in a form; how large the file itself may be is a setting.</summary>
    private const long LargestUpload = 64 * 1024 * 1024;

    public static void MapAttachments(this IEndpointRouteBuilder routes)
    {
        var files = routes.MapGroup("").RequireAuthorization(Policy.Staff).WithTags("Attachments");
        files.MapGet("/attachments/{id:guid}", ServeAttachment.HandleAsync);
        files.MapGet("/uploads/{id:guid}", ServeUpload.EndpointAsync);
        files.MapPost("/api/attachments", PutUpload.EndpointAsync).WithMetadata(new RequestSizeLimitAttribute(LargestUpload));
    }
}
