using System.Text.Json.Nodes;
using UnifiedInbox.Messages.Texts;

namespace UnifiedInbox.Bench.Vectors;

/// <summary><c>sms-segments*.json</c>: encoding, units, number of segments, and how a short text is cut.</summary>
internal static class SegmentVectors
{
    public static string? Check(JsonObject vector)
    {
        var content = vector["text"]!.GetValue<string>();
        var text = SmsSegments.Read(vector["smart_encoding"]?.GetValue<bool>() == true ? LookAlikes.SmartEncode(content) : content);
        var actual = new JsonObject
        {
            ["encoding"] = text.Encoding,
            ["units"] = text.Units,
            ["segments"] = text.Segments.Count,
            ["segment_texts"] = new JsonArray([.. text.Segments.Select(part => (JsonNode)part)]),
        };
        foreach (var (name, value) in vector["expected"]!.AsObject())
            if (!IsGarbled(value) && !VectorFiles.Same(value, actual[name])) return name + " = " + (actual[name]?.ToJsonString() ?? "null");
        return null;
    }

    /// <summary>The calculator that wrote the vectors put its own objects into some texts.</summary>
    private static bool IsGarbled(JsonNode? value) =>
        value is JsonArray parts && parts.Any(part => part?.ToString().Contains("[object Object]", StringComparison.Ordinal) == true);
}
