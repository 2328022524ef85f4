namespace UnifiedInbox.Web;

/// <summary>What is wrong with a form or a request body, by the name of the field; empty when nothing is.</summary>
public sealed class FieldErrors : Dictionary<string, string[]>
{
    public bool Any => Count > 0;

    /// <summary>The first thing wrong with <paramref name="field"/>, to stand next to it; null when it is fine.</summary>
    public string? For(string field) => TryGetValue(field, out var messages) && messages.Length > 0 ? messages[0] : null;

    public static FieldErrors Of(string field, string message) => new() { [field] = [message] };
}
