namespace UnifiedInbox.Mail.Tests.Html;

/// <summary>The payloads of the shared corpus, each put where its collection says it goes.</summary>
internal static class Attacks
{
    public static IEnumerable<string> All() => SharedFolder.Cases("corpus/html-xss/payloads.json", "payloads").Select(payload =>
    {
        var text = payload["payload"]!.ToString();
        return payload["context"]!.ToString() switch
        {
            "url" => "<a href=\"" + text + "\">link</a>",
            "attribute" => "<a title=\"" + text + "\">link</a>",
            _ => text,
        };
    });
}
