using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using UnifiedInbox.Accounts;
using UnifiedInbox.Attachments.Links;
using UnifiedInbox.Attachments.Stores;
using UnifiedInbox.Attachments.Thumbnails;
using UnifiedInbox.Attachments.Uploads;
using UnifiedInbox.Attachments.Web;
using UnifiedInbox.Channels;
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
        services.AddSingleton<MakeThumbnail>().AddSingleton<FileLink>().AddSingleton<LinksOfMessage>();
        services.AddSingleton(PublicNetwork.Real).AddSingleton<PublicWeb>().AddSingleton<FetchFromUrl>();
        services.AddFileStore(S3Options.From(configuration));
        services.AddSingleton<IBackedUpFiles>(provider => new BackedUpStore("attachments", provider.GetRequiredService<IFileStore>(), provider.GetRequiredService<AttachmentStore>()));
        services.AddWorker<FetchAttachments>(configuration).AddWorker<RemoveFiles>(configuration).AddWorker<ForgetUploads>(configuration);
        return services.AddNodeWorker<ForgetNearFiles>();
    }

    private static void AddFileStore(this IServiceCollection services, S3Options? bucket) => services.AddSingleton<IFileStore>(provider =>
    {
        var folder = provider.GetRequiredService<IOptions<AttachmentOptions>>().Value.Folder;
        if (bucket is null) return new LocalFolder(folder);
        var time = provider.GetRequiredService<TimeProvider>();
        return new S3Bucket(new S3Api(ProviderHttp.Client(TimeSpan.FromMinutes(2)), bucket, time), Path.Combine(folder, "near"), time);
    });

    /// <summary>A file and what stands around it in a form; how large the file itself may be is a setting.</summary>
    private const long LargestUpload = 64 * 1024 * 1024;

    public static void MapAttachments(this IEndpointRouteBuilder routes)
    {
        var files = routes.MapGroup("").RequireAuthorization(Policy.Staff).WithTags("Attachments");
        files.MapGet("/attachments/{id:guid}", ServeAttachment.HandleAsync);
        files.MapGet("/attachments/{id:guid}/thumbnail", ServeThumbnail.OfAttachmentAsync);
        files.MapGet("/uploads/{id:guid}/thumbnail", ServeThumbnail.OfUploadAsync);
        files.MapGet("/uploads/{id:guid}", ServeUpload.EndpointAsync);
        files.MapPost("/api/attachments/from-url", FetchFromUrl.EndpointAsync);
        routes.MapMethods("/media/{id:guid}", ["GET", "HEAD"], ServeLinked.EndpointAsync).AllowAnonymous().DisableRateLimiting().ExcludeFromDescription();
        files.MapPost("/api/attachments", PutUpload.EndpointAsync).WithMetadata(new RequestSizeLimitAttribute(LargestUpload));
    }
}
