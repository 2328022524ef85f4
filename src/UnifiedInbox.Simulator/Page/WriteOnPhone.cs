using Microsoft.AspNetCore.Http;

namespace UnifiedInbox.Simulator.Page;

/// <summary>Someone writes on one of the phones: from, to, body, profileName, file, or sample for a picture that is made here.</summary>
internal static class WriteOnPhone
{
    private const int LargestMms = 5 * 1024 * 1024, LargestWhatsApp = 16 * 1024 * 1024, LongestBody = 1600;

    public static async Task<IResult> RunAsync(HttpContext http, SimulatedCarrier carrier, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        var (from, to, body) = (form["from"].ToString(), form["to"].ToString(), form["body"].ToString().ReplaceLineEndings("\n"));
        if (carrier.Phones.Find(from) is not { } phone)
            return Complaint.Of("That phone is not on the desk any more.");
        if (!carrier.Owns(to) || Address.IsWhatsApp(to) != phone.IsWhatsApp)
            return Complaint.Of("The inbox has no number that this phone could write to.");
        if (body.Length > LongestBody)
            return Complaint.Of("A message has at most 1600 characters.");
        if (form.Files is [{ } large, ..] && large.Length > (phone.IsWhatsApp ? LargestWhatsApp : LargestMms))
            return Complaint.Of(phone.IsWhatsApp ? "WhatsApp takes files of up to 16 MB." : "MMS takes files of up to 5 MB.");

        var media = await MediaAsync(form, ct);
        if (form["profileName"].ToString() is { Length: > 0 } name && name != phone.Name)
            phone = carrier.Phones.Put(from, name);
        var message = phone.IsWhatsApp
            ? await carrier.WhatsAppFromPhoneAsync(from, to, body, phone.Name, media, ct)
            : await carrier.TextFromPhoneAsync(from, to, body, media, ct);
        return Results.Json(new { sid = message.Sid, status = message.Webhook?.Status });
    }

    private static async Task<List<MediaFile>> MediaAsync(IFormCollection form, CancellationToken ct)
    {
        if (form.ContainsKey("sample"))
            return [new MediaFile("image/png", SamplePicture.Png())];
        var files = new List<MediaFile>();
        foreach (var file in form.Files)
        {
            using var bytes = new MemoryStream();
            await file.CopyToAsync(bytes, ct);
            files.Add(new MediaFile(file.ContentType is { Length: > 0 } type ? type : "application/octet-stream", bytes.ToArray()));
        }
        return files;
    }
}
