using System.Text.Json;

namespace UnifiedInbox.Mail.Tests.Imap;

/// <summary>Recorded responses of servers, with what they mean; they lie beside the repository.</summary>
internal static class ImapCorpus
{
    public static IEnumerable<string> Names()
    {
        using var index = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Path("corpus/imap/index.json")));
        return [.. index.RootElement.GetProperty("transcripts").EnumerateArray().Select(one => one.GetProperty("name").GetString()!)];
    }

    public static byte[] Transcript(string name) => File.ReadAllBytes(SharedFolder.Path("corpus/imap/transcripts", name + ".txt"));

    public static JsonElement[] Expected(string name)
    {
        using var expected = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Path("corpus/imap/expected", name + ".json")));
        return [.. expected.RootElement.GetProperty("responses").EnumerateArray().Select(response => response.Clone())];
    }
}
