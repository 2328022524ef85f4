using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using UnifiedInbox.Mail.Threads;

namespace UnifiedInbox.Bench.Mail;

/// <summary><c>thread DIR</c>: groups the messages of <c>DIR/threads.json</c>, a JSON line a thread.</summary>
internal static class ThreadCommand
{
    public static int Run(string folder)
    {
        var file = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "threads.json")))!;
        var messages = file["messages"]!.AsArray().OfType<JsonObject>().Select(Read);
        foreach (var thread in ThreadForest.Group(messages))
            Console.WriteLine(JsonSerializer.Serialize(new { thread = thread.Mails.Select(mail => mail.Message.Id) }));
        return 0;
    }

    public static ThreadMessage Read(JsonObject message)
    {
        var fields = message["headers"]!.AsArray()
            .Select(line => line!.ToString().Split(':', 2))
            .Where(parts => parts.Length == 2)
            .ToLookup(parts => parts[0].Trim(), parts => parts[1].Trim(), StringComparer.OrdinalIgnoreCase);
        return new ThreadMessage(
            message["id"]!.ToString(),
            [.. fields["References"].SelectMany(MessageIds.Parse)],
            [.. fields["In-Reply-To"].SelectMany(MessageIds.Parse)],
            fields["Subject"].FirstOrDefault(),
            DateTimeOffset.TryParse(fields["Date"].FirstOrDefault()?.Split(" (")[0], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : default);
    }
}
