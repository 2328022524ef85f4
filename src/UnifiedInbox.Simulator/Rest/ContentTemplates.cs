using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using UnifiedInbox.Simulator.Sending;

namespace UnifiedInbox.Simulator.Rest;

/// <summary>The Content API, as far as an inbox asks it: what templates there are, and which of them WhatsApp approved.</summary>
internal static class ContentTemplates
{
    public static IResult List(HttpContext http, SimulatedCarrier carrier)
    {
        var query = http.Request.Query;
        var size = Number(query["PageSize"], 50, 1, 1000);
        var page = Number(query["Page"], 0, 0, 10_000);
        var all = carrier.Templates;
        var address = $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}{http.Request.Path}";
        var next = (page + 1) * size < all.Count ? $"{address}?PageSize={size}&Page={page + 1}" : null;
        return Json(new JsonObject
        {
            ["contents"] = new JsonArray([.. all.Skip(page * size).Take(size).Select(template => Resource(template, carrier))]),
            ["meta"] = new JsonObject
            {
                ["page"] = page,
                ["page_size"] = size,
                ["first_page_url"] = $"{address}?PageSize={size}&Page=0",
                ["previous_page_url"] = page > 0 ? $"{address}?PageSize={size}&Page={page - 1}" : null,
                ["url"] = $"{address}?PageSize={size}&Page={page}",
                ["next_page_url"] = next,
                ["key"] = "contents",
            },
        });
    }

    public static IResult Get(HttpContext http, SimulatedCarrier carrier, string sid) =>
        carrier.Templates.FirstOrDefault(template => template.Sid == sid) is { } found ? Json(Resource(found, carrier)) : Answer.NotFound(http);

    private static JsonObject Resource(SimulatedTemplate template, SimulatedCarrier carrier)
    {
        var type = new JsonObject { ["body"] = template.Body };
        if (template.Buttons.Count > 0)
            type["actions"] = new JsonArray([.. template.Buttons.Select((title, index) => (JsonNode)new JsonObject { ["title"] = title, ["id"] = $"button_{index}" })]);
        var kind = template.Buttons.Count > 0 ? "twilio/quick-reply" : "twilio/text";
        var born = carrier.StartedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["sid"] = template.Sid,
            ["account_sid"] = carrier.Options.AccountSid,
            ["friendly_name"] = template.Name,
            ["language"] = template.Language,
            ["variables"] = new JsonObject(template.Samples.Select(sample => KeyValuePair.Create(sample.Key, (JsonNode?)sample.Value))),
            ["types"] = new JsonObject { [kind] = type },
            ["date_created"] = born,
            ["date_updated"] = born,
            ["approval_requests"] = new JsonObject
            {
                ["name"] = template.Name,
                ["category"] = template.Category,
                ["content_type"] = kind,
                ["status"] = template.Status,
                ["rejection_reason"] = template.RejectionReason,
                ["allow_category_change"] = true,
            },
        };
    }

    private static IResult Json(JsonObject json) => Results.Text(json.ToJsonString(), "application/json");

    private static int Number(string? text, int fallback, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, least, most) : fallback;
}
