using System.Text.Json.Nodes;

namespace UnifiedInbox.Mail.Tests.Mime.Corpus;

/// <summary>The shared corpus of raw mails, which stands beside the repository and is not part of it.</summary>
internal static class MimeCorpus
{
    /// <summary>Skips the test where the corpus is not there.</summary>
    public static IReadOnlyList<string> Messages() => SharedFolder.Files("corpus/mime/messages", "*.eml");

    public static JsonObject Expected(string message) =>
        SharedFolder.Read("corpus/mime/expected/" + Path.GetFileNameWithoutExtension(message) + ".json")["fields"]!.AsObject();
}
