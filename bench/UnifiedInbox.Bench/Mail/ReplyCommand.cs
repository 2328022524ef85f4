using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using UnifiedInbox.Mail.Replies;

namespace UnifiedInbox.Bench.Mail;

/// <summary><c>reply FILE…</c>: the visible text of every case of a file in the format of the replies corpus, a JSON line a case.</summary>
internal static class ReplyCommand
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static int Run(IEnumerable<string> files)
    {
        foreach (var file in files)
            foreach (var item in JsonNode.Parse(File.ReadAllText(file))!["cases"]!.AsArray().OfType<JsonObject>())
                Console.WriteLine(JsonSerializer.Serialize(Answer(item), Readable));
        return 0;
    }

    private static JsonObject Answer(JsonObject item)
    {
        var reply = Read(item);
        return new JsonObject
        {
            ["id"] = item["id"]?.DeepClone(),
            ["visible_text"] = reply.Visible,
            ["quoted_text"] = reply.Quoted,
            ["signature"] = reply.Signature,
        };
    }

    public static ReplyText Read(JsonObject item)
    {
        var options = new ReplyOptions { SenderName = item["sender"]?.ToString() };
        var input = item["input"]!.ToString();
        return item["format"]?.ToString() == "html" ? ReplyHtml.TextOf(input, options) : ReplyText.Of(input, options);
    }
}
