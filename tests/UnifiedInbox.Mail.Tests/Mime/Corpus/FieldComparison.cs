using System.Text.Json.Nodes;

namespace UnifiedInbox.Mail.Tests.Mime.Corpus;

/// <summary>Whether two answers to one field are the same, by the corpus' own rules.</summary>
internal static class FieldComparison
{
    public static bool Same(string field, JsonNode? ours, JsonNode? theirs) => field switch
    {
        "text_flowed" => Blanks(ours) == Blanks(theirs),
        "html" => Html(ours, theirs),
        "attachments" => Attachments(ours, theirs),
        _ => JsonNode.DeepEquals(ours, theirs),
    };

    private static string? Blanks(JsonNode? text) =>
        text is JsonValue ? string.Join(' ', text.GetValue<string>().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) : text?.ToJsonString();

    /// <summary>A hash that is null says that the parsers differ in it.</summary>
    private static bool Html(JsonNode? ours, JsonNode? theirs)
    {
        if (!JsonNode.DeepEquals(ours?["present"], theirs?["present"])) return false;
        if (ours?["present"]?.GetValue<bool>() != true) return true;
        return JsonNode.DeepEquals(ours["visible_text"], theirs?["visible_text"])
            && (theirs?["sha256"] is null || JsonNode.DeepEquals(ours["sha256"], theirs["sha256"]));
    }

    private static bool Attachments(JsonNode? ours, JsonNode? theirs)
    {
        if (ours is not JsonArray own || theirs is not JsonArray other || own.Count != other.Count) return false;
        return own.Zip(other).All(pair => Attachment(pair.First, pair.Second));
    }

    private static bool Attachment(JsonNode? ours, JsonNode? theirs)
    {
        var isExact = theirs?["sha256"] is not null && theirs["_borrowed"] is null;
        var hash = isExact ? "sha256" : "sha256_norm";
        return JsonNode.DeepEquals(ours?["filename"], theirs?["filename"])
            && JsonNode.DeepEquals(ours?["content_type"], theirs?["content_type"])
            && (theirs?[hash] is null || JsonNode.DeepEquals(ours?[hash], theirs[hash]));
    }
}
