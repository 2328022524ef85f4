using System.Text.Json;

namespace UnifiedInbox.Database;

/// <summary>What goes to PostgreSQL as one JSON value, beyond the writer's own members.</summary>
internal static class JsonWriting
{
    public static void WriteStrings(this Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    /// <param name="json">Where to.</param>
    /// <param name="name">The member.</param>
    /// <param name="value">JSON text already.</param>
    public static void WriteJson(this Utf8JsonWriter json, string name, string value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value);
    }
}
