using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace UnifiedInbox.Members.Events;

/// <summary>
/// A row of a list of events, as the JSON the API takes, so that both mean the same. A row without an id is known by its words:
/// the same list sent twice brings nothing new.
/// </summary>
internal sealed class EventRow(IReadOnlyList<string> heading)
{
    public static readonly IReadOnlyList<string> Columns =
        ["member", "id", "type", "at", "feature", "quantity", "plan", "amount", "currency", "interval", "reference", "name"];

    private static readonly string[] Numbers = ["quantity", "amount"];
    private readonly string[] names = [.. heading.Select(Known)];

    /// <summary>The columns that cannot be told.</summary>
    public IEnumerable<string> Missing => new[] { "member", "type" }.Where(name => !names.Contains(name));

    /// <summary>Who it is about, and the event.</summary>
    public (string Member, JsonElement Event) Read(IReadOnlyList<string> cells, string raw)
    {
        var row = new JsonObject();
        var member = "";
        foreach (var (index, name) in names.Index())
        {
            if (index >= cells.Count || cells[index].Trim() is not { Length: > 0 } cell) continue;
            if (name == "member") member = member.Length > 0 ? member : cell;
            else row[name] = Value(name, cell);
        }
        if (!row.ContainsKey("id")) row["id"] = "row-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(raw)))[..40];
        if (!row.ContainsKey("plan") && names.Contains("plan")) row["plan"] = null;
        return (member, JsonElement.Parse(row.ToJsonString()));
    }

    private static JsonNode Value(string name, string cell) =>
        Numbers.Contains(name) && long.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : JsonValue.Create(cell);

    private static string Known(string heading)
    {
        var plain = new string([.. heading.Where(char.IsAsciiLetterOrDigit).Select(char.ToLowerInvariant)]);
        return plain switch
        {
            "member" or "memberid" or "contact" or "contactid" or "email" or "phone" or "customer" or "customerid" => "member",
            "id" or "eventid" => "id",
            "type" or "event" or "eventtype" => "type",
            "at" or "date" or "time" or "timestamp" or "occurredat" or "createdat" => "at",
            "count" => "quantity",
            "invoice" => "reference",
            "description" => "name",
            _ => plain,
        };
    }
}
