using System.Text.Json;

namespace UnifiedInbox.Web;

/// <summary>The insides of the icons' SVG, read once from the file that the front-end build made.</summary>
internal static class Icons
{
    private static readonly Lazy<Dictionary<string, string>> All = new(Read);

    public static string Inside(string name) => All.Value.TryGetValue(name, out var inside)
        ? inside
        : throw new InvalidOperationException($"There is no Lucide icon \"{name}\", or its name stands nowhere in quotes.");

    private static Dictionary<string, string> Read()
    {
        using var file = File.OpenRead(Path.Combine(Asset.Folder, "lib", "icons.json"));
        return JsonSerializer.Deserialize<Dictionary<string, string>>(file)!;
    }
}
