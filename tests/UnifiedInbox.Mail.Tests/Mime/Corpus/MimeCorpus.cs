using System.Text.Json.Nodes;

namespace UnifiedInbox.Mail.Tests.Mime.Corpus;

/// <summary>The shared corpus of raw mails, which stands beside the repository and is not part of it.</summary>
internal static class MimeCorpus
{
    public static readonly string? Folder = Find();

    /// <summary>Skips the test where the corpus is not there.</summary>
    public static IReadOnlyList<string> Messages()
    {
        Skip.If(Folder is null, "../shared/corpus/mime is not here: the corpus of raw mails is handed out apart from the repository");
        return [.. Directory.GetFiles(Path.Combine(Folder!, "messages"), "*.eml").Order(StringComparer.Ordinal)];
    }

    public static JsonObject Expected(string message)
    {
        var path = Path.Combine(Folder!, "expected", Path.GetFileNameWithoutExtension(message) + ".json");
        return JsonNode.Parse(File.ReadAllText(path))!["fields"]!.AsObject();
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "UnifiedInbox.slnx"))) continue;
            var corpus = Path.Combine(folder.FullName, "..", "shared", "corpus", "mime");
            return Directory.Exists(corpus) ? Path.GetFullPath(corpus) : null;
        }
        return null;
    }
}
