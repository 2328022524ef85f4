using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using UnifiedInbox.Members.Events;
using UnifiedInbox.Web;

namespace UnifiedInbox.Members.Pages;

/// <summary>The page on which a list of events is put up.</summary>
internal static class ImportEventsForm
{
    /// <summary>
    /// <c>POST /members/import</c>. The file is read as it comes, so that there is no form token to be read first: that the browser names
    /// this site as the form's origin is asked of every request.
    /// </summary>
    public static async Task<IResult> UploadAsync(HttpContext http, ImportEvents import, CancellationToken ct)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = ImportEvents.MostBytes;
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 100 } boundary) return Refused("Choose a file.");
        try
        {
            var parts = new MultipartReader(boundary.ToString(), http.Request.Body);
            while (await parts.ReadNextSectionAsync(ct) is { } part)
            {
                if (part.GetContentDispositionHeader()?.IsFileDisposition() != true) continue;
                var outcome = await import.RunAsync(part.Body, ct);
                return outcome.Taken is { } taken
                    ? Page.Of<ImportEventsPage>(new { Taken = taken })
                    : Refused($"The first row has to name the columns; these are missing: {outcome.Missing}.");
            }
        }
        catch (Exception error) when (error is InvalidDataException or IOException and not BadHttpRequestException)
        {
            return Refused("The upload broke off or is no valid form. What was read is in; send the file again, nothing comes twice.");
        }
        return Refused("Choose a file.");
    }

    private static IResult Refused(string error) => Page.Of<ImportEventsPage>(new { Error = error }, 422);
}
