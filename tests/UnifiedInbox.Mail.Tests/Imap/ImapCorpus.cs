using System.Text.Json;

namespace UnifiedInbox.Mail.Tests.Imap;

/// <summary>Recorded responses of servers, with what they mean; they lie beside the repository.</summary>
internal static class ImapCorpus
{
    public static string? Folder { get; } = Find();

    public static IEnumerable<string> Names()
    {
        Skip.If(Folder is null, "The corpus of IMAP responses (../shared/corpus/imap) is not here.");
        using var index = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "index.json")));
        return [.. index.RootElement.GetProperty("transcripts").EnumerateArray().Select(one => one.GetProperty("name").GetString()!)];
    }

    public static byte[] Transcript(string name) => File.ReadAllBytes(Path.Combine(Folder!, "transcripts", name + ".txt"));

    public static JsonElement[] Expected(string name)
    {
        using var expected = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder!, "expected", name + ".json")));
        return [.. expected.RootElement.GetProperty("responses").EnumerateArray().Select(response => response.Clone())];
    }

    private static string? Find()
    {
        for (var up = new DirectoryInfo(AppContext.BaseDirectory); up is not null; up = up.Parent)
            if (Path.Combine(up.FullName, "shared", "corpus", "imap") is var folder && Directory.Exists(folder)) return folder;
        return null;
    }
}
