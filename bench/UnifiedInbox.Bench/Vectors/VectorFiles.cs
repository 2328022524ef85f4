using System.Text.Json;
using System.Text.Json.Nodes;

namespace UnifiedInbox.Bench.Vectors;

/// <summary>
/// Runs vector files through the product's own code: every file of a folder whose name begins with that of a known suite, and
/// whose cases have its shape. Prints passed and failed per file, and the names of failing cases.
/// </summary>
internal static class VectorFiles
{
    /// <summary>Answers null where a case passes, else what came out instead.</summary>
    private delegate string? Check(JsonObject file, JsonObject vector);

    private static readonly Dictionary<string, (string Cases, Check Check)> Suites = new(StringComparer.Ordinal)
    {
        ["twilio-signature"] = ("cases", (_, vector) => SignatureVectors.Check(vector)),
        ["inbound-twilio-webhooks"] = ("cases", WebhookVectors.Check),
        ["twilio-errors"] = ("codes", (_, vector) => ErrorVectors.Check(vector)),
        ["phone-numbers"] = ("cases", (_, vector) => PhoneVectors.Check(vector)),
        ["email-subjects"] = ("cases", (_, vector) => MailVectors.CheckSubject(vector)),
        ["email-replies"] = ("cases", (_, vector) => MailVectors.CheckReply(vector)),
        ["ses-events"] = ("cases", (_, vector) => MailProviderVectors.CheckSesEvent(vector)),
        ["sns-signature"] = ("cases", MailProviderVectors.CheckSns),
        ["resend-webhooks"] = ("cases", MailProviderVectors.CheckResend),
        ["svix-signature"] = ("cases", (_, vector) => MailProviderVectors.CheckSvix(vector)),
        ["sigv4"] = ("official_suite+ses_requests", (_, vector) => SigV4Vectors.Check(vector)),
        ["sms-segments"] = ("cases", (_, vector) => SegmentVectors.Check(vector)),
        ["email-auto-detection"] = ("cases", (_, vector) => MailVectors.CheckAutomatic(vector)),
    };

    public static int Run(string folder)
    {
        if (!Directory.Exists(folder))
        {
            Console.Error.WriteLine("There is no folder " + folder);
            return 2;
        }
        var files = Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal).ToList();
        var (passed, failed) = (0, 0);
        foreach (var path in files)
        {
            if (Suites.Keys.FirstOrDefault(suite => Path.GetFileName(path).StartsWith(suite, StringComparison.Ordinal)) is not { } name) continue;
            var (good, bad) = RunFile(path, Suites[name].Cases, Suites[name].Check);
            passed += good;
            failed += bad.Count;
            Console.WriteLine($"{Path.GetFileName(path)}: {good} passed, {bad.Count} failed");
            foreach (var line in bad) Console.WriteLine("  " + line);
        }
        Console.WriteLine($"vectors: {passed} passed, {failed} failed");
        return failed == 0 && passed > 0 ? 0 : 1;
    }

    private static (int Passed, List<string> Failed) RunFile(string path, string casesName, Check check)
    {
        if (JsonNode.Parse(File.ReadAllText(path)) is not JsonObject file || casesName.Split('+').Any(name => file[name] is not JsonArray))
            return (0, [Path.GetFileName(path) + " has no list of " + casesName]);
        var cases = casesName.Split('+').SelectMany(name => file[name]!.AsArray());
        WebhookVectors.Reset();
        var passed = 0;
        var failed = new List<string>();
        foreach (var vector in cases.OfType<JsonObject>())
        {
            var name = (vector["id"] ?? vector["code"])?.ToString() ?? "(unnamed)";
            try
            {
                if (check(file, vector) is { } wrong) failed.Add(name + ": " + wrong);
                else passed++;
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                failed.Add(name + ": " + error.GetType().Name + " " + error.Message);
            }
        }
        return (passed, failed);
    }

    /// <summary>Whether two JSON values mean the same; numbers by value.</summary>
    public static bool Same(JsonNode? expected, JsonNode? actual) => JsonNode.DeepEquals(Normal(expected), Normal(actual));

    private static JsonNode? Normal(JsonNode? node) => node is null ? null : JsonNode.Parse(JsonSerializer.Serialize(node));
}
