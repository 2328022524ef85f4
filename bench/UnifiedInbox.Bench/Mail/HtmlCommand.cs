using System.Text.Encodings.Web;
using System.Text.Json;
using UnifiedInbox.Mail.Html;

namespace UnifiedInbox.Bench.Mail;

/// <summary><c>html</c>: cleans HTML, a JSON string a line in and out. Remote pictures are not allowed.</summary>
internal static class HtmlCommand
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static int Run(TextReader input, TextWriter output)
    {
        while (input.ReadLine() is { } line)
            if (!string.IsNullOrWhiteSpace(line))
                output.WriteLine(JsonSerializer.Serialize(MailHtml.Clean(JsonSerializer.Deserialize<string>(line) ?? "", new CleanOptions()).Html, Readable));
        output.Flush();
        return 0;
    }
}
