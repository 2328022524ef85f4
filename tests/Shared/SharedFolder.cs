using System.Text.Json.Nodes;
using Xunit;

namespace UnifiedInbox.Tests;

/// <summary>The project's shared facts and collections (<c>../shared</c> beside the repository); tests over them are skipped where it does not exist.</summary>
internal static class SharedFolder
{
    private static readonly string? Root = Find();

    /// <summary>The path of a file or folder there; skips the test where there is none.</summary>
    public static string Path(params string[] relative)
    {
        Skip.If(Root is null, "There is no ../shared beside this repository.");
        return System.IO.Path.Combine([Root!, .. relative]);
    }

    /// <summary>The files of a folder there and below, in order.</summary>
    public static IReadOnlyList<string> Files(string relative, string pattern) =>
        [.. Directory.EnumerateFiles(Path(relative), pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    public static JsonNode Read(string relative) => JsonNode.Parse(File.ReadAllText(Path(relative)))!;

    public static IEnumerable<JsonObject> Cases(string relative, string list = "cases") => Read(relative)[list]!.AsArray().OfType<JsonObject>();

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "UnifiedInbox.slnx")))
                return System.IO.Path.GetFullPath(System.IO.Path.Combine(folder.FullName, "..", "shared")) is var shared && Directory.Exists(shared) ? shared : null;
        return null;
    }
}
