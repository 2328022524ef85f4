using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace UnifiedInbox.Simulator.Page;

/// <summary>Changes the switches that a JSON object names and leaves the others; answers all of them.</summary>
internal static class ChangeSwitches
{
    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public static async Task<IResult> RunAsync(HttpContext http, SimulatedCarrier carrier, CancellationToken ct)
    {
        try
        {
            if (await JsonNode.ParseAsync(http.Request.Body, cancellationToken: ct) is not JsonObject changes)
                return Complaint.Of("A JSON object of switches is expected.");
            return Results.Json(carrier.Switch(now => Merge(now, changes)), json);
        }
        catch (JsonException unreadable)
        {
            return Complaint.Of($"Not a switch, or not a value for it: {unreadable.Path ?? unreadable.Message}");
        }
    }

    public static IResult Reset(SimulatedCarrier carrier) => Results.Json(carrier.Switch(_ => new Switches()), json);

    private static Switches Merge(Switches now, JsonObject changes)
    {
        var merged = JsonSerializer.SerializeToNode(now, json)!.AsObject();
        foreach (var (name, value) in changes)
        {
            if (!merged.ContainsKey(name))
                throw new JsonException(null, name, null, null);
            if (value is JsonValue number && number.TryGetValue<int>(out var count) && count < 0)
                throw new JsonException(null, name, null, null);
            merged[name] = value?.DeepClone();
        }
        return merged.Deserialize<Switches>(json)!;
    }
}
