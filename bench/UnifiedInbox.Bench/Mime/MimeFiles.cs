using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using UnifiedInbox.Mail.Mime;

namespace UnifiedInbox.Bench.Mime;

/// <summary>Prints the fields of raw mails, one line of JSON for each file, in the order given.</summary>
internal static class MimeFiles
{
    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static int Run(IEnumerable<string> paths)
    {
        using var output = new StreamWriter(Console.OpenStandardOutput());
        foreach (var path in paths)
        {
            using var mail = MimeMessage.Open(path);
            var line = new JsonObject { ["file"] = Path.GetFileName(path), ["fields"] = MimeFields.Of(mail) };
            output.WriteLine(line.ToJsonString(OneLine));
        }
        return 0;
    }
}
