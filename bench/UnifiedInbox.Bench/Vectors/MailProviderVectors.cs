using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using UnifiedInbox.Channels.Resend;
using UnifiedInbox.Channels;
using UnifiedInbox.Channels.Ses;
using UnifiedInbox.Messages.Email;

namespace UnifiedInbox.Bench.Vectors;

/// <summary>What SES, SNS, Resend and Svix post, and whether and how it is understood.</summary>
internal static class MailProviderVectors
{
    public static string? CheckSesEvent(JsonObject vector)
    {
        var actual = Facts(SesEvents.Read(vector["event"]!.ToJsonString()));
        return Differs(vector["expected"]!.AsObject(), actual);
    }

    public static string? CheckSns(JsonObject file, JsonObject vector)
    {
        var accepted = false;
        var message = SnsMessage.Read(Encoding.UTF8.GetBytes(vector["body"]!.ToString()));
        if (message is not null && SnsSignature.IsCertificate(message.SigningCertUrl))
        {
            using var certificate = X509Certificate2.CreateFromPem((vector["certificate_pem"] ?? file["certificate_pem"])!.ToString());
            accepted = SnsSignature.IsValid(message, certificate);
        }
        return accepted == vector["expected"]!.GetValue<bool>() ? null : accepted ? "accepted" : "refused";
    }

    public static string? CheckSvix(JsonObject vector) => IsSigned(vector) == vector["expected"]!.GetValue<bool>() ? null : "the other verdict";

    public static string? CheckResend(JsonObject file, JsonObject vector)
    {
        vector["secret"] ??= file["secret"]?.DeepClone();
        if (!IsSigned(vector)) return "the signature was refused";
        var body = vector["body"]!.ToString();
        var actual = Facts(ResendEvents.Read(body));
        if (ResendEvents.ReadInbound(body) is not null)
        {
            actual = new JsonObject { ["inbound"] = true, ["fetch_body"] = true, ["attachments"] = JsonNode.Parse(body)!["data"]!["attachments"]!.AsArray().Count };
        }
        return Differs(vector["expected"]!.AsObject(), actual);
    }

    private static bool IsSigned(JsonObject vector)
    {
        var headers = vector["headers"]!.AsObject().ToDictionary(pair => pair.Key.ToLowerInvariant().Replace("webhook-", "svix-", StringComparison.Ordinal), pair => pair.Value?.ToString());
        var now = DateTimeOffset.FromUnixTimeSeconds(vector["now"]!.GetValue<long>());
        return SvixSignature.IsValid(
            vector["secret"]!.ToString(), headers.GetValueOrDefault("svix-id"), headers.GetValueOrDefault("svix-timestamp"), headers.GetValueOrDefault("svix-signature"),
            Encoding.UTF8.GetBytes(vector["body"]!.ToString()), now);
    }

    private static JsonObject Facts(MailEvent mail) => new()
    {
        ["status"] = mail.Kind == MailEventKind.Ignored ? null : mail.Kind.ToString().ToLowerInvariant(),
        ["ignored"] = mail.Kind == MailEventKind.Ignored,
        ["permanent"] = mail.Permanent,
        ["suppress"] = new JsonArray([.. mail.Suppress.Select(address => JsonValue.Create(address))]),
        ["recipients"] = new JsonArray([.. mail.Recipients.Select(address => JsonValue.Create(address))]),
        ["final"] = mail.Kind is not (MailEventKind.Sent or MailEventKind.Delayed or MailEventKind.Scheduled),
    };

    private static string? Differs(JsonObject expected, JsonObject actual)
    {
        foreach (var (name, value) in expected)
            if (!VectorFiles.Same(value, actual[name])) return name + " = " + (actual[name]?.ToJsonString() ?? "null");
        return null;
    }
}

/// <summary><c>sigv4*.json</c>: Amazon's test suite, and requests to SES as its SDK signs them.</summary>
internal static class SigV4Vectors
{
    public static string? Check(JsonObject vector) => vector["context"] is JsonObject context ? CheckSuite(vector, context) : CheckSes(vector);

    private static string? CheckSuite(JsonObject vector, JsonObject context)
    {
        var (head, body) = Split(vector["request"]!.ToString());
        var first = head[0];
        var target = first[(first.IndexOf(' ', StringComparison.Ordinal) + 1)..first.LastIndexOf(' ')];
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var scope = new SigV4Scope(context["region"]!.ToString(), context["service"]!.ToString(), At(context["timestamp"]!));
        var hash = Hash(body);
        var headers = head.Skip(1).Select(line => line.IndexOf(':', StringComparison.Ordinal) is var colon ? KeyValuePair.Create(line[..colon], line[(colon + 1)..]) : default).ToList();
        headers.Add(new("X-Amz-Date", scope.Stamp));
        if (context["sign_body"]!.GetValue<bool>()) headers.Add(new("x-amz-content-sha256", hash));
        if (context["credentials"]!["token"] is { } token && context["omit_session_token"]?.GetValue<bool>() != true) headers.Add(new("X-Amz-Security-Token", token.ToString()));
        var request = new SigV4Request(
            first[..first.IndexOf(' ', StringComparison.Ordinal)], question < 0 ? target : target[..question], question < 0 ? "" : target[(question + 1)..], headers, hash);
        var canonical = SigV4.CanonicalRequest(request, context["normalize"]!.GetValue<bool>());
        return Compare(vector, canonical, scope, context["credentials"]!["secret_access_key"]!.ToString());
    }

    private static string? CheckSes(JsonObject vector)
    {
        var url = new Uri(vector["url"]!.ToString());
        var scope = new SigV4Scope(vector["region"]!.ToString(), vector["service"]!.ToString(), At(vector["timestamp"]!));
        var headers = vector["headers"]!.AsObject().Where(pair => pair.Key != "authorization").Select(pair => KeyValuePair.Create(pair.Key, pair.Value!.ToString())).ToList();
        var request = new SigV4Request(vector["method"]!.ToString(), url.AbsolutePath, url.Query.TrimStart('?'), headers, Hash(vector["body"]?.ToString() ?? ""));
        var wrong = Compare(vector, SigV4.CanonicalRequest(request), scope, vector["secret_access_key"]!.ToString());
        var authorization = SigV4.Authorization(request, scope, vector["access_key_id"]!.ToString(), vector["secret_access_key"]!.ToString());
        return wrong ?? (authorization == vector["authorization"]!.ToString() ? null : authorization);
    }

    private static string? Compare(JsonObject vector, string canonical, SigV4Scope scope, string secret)
    {
        if (canonical != vector["canonical_request"]!.ToString()) return canonical.Replace("\n", "\\n", StringComparison.Ordinal);
        var text = SigV4.StringToSign(canonical, scope);
        if (text != vector["string_to_sign"]!.ToString()) return text.Replace("\n", "\\n", StringComparison.Ordinal);
        return SigV4.Sign(text, scope, secret) == vector["signature"]!.ToString() ? null : "another signature";
    }

    /// <summary>Header lines, folded ones joined, and the body.</summary>
    private static (List<string> Head, string Body) Split(string request)
    {
        var end = request.IndexOf("\n\n", StringComparison.Ordinal);
        var lines = new List<string>();
        foreach (var line in (end < 0 ? request : request[..end]).Split('\n'))
        {
            if (line.StartsWith(' ') && lines.Count > 0) lines[^1] += " " + line.Trim();
            else if (line.Length > 0) lines.Add(line);
        }
        return (lines, end < 0 ? "" : request[(end + 2)..]);
    }

    private static string Hash(string body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));

    private static DateTimeOffset At(JsonNode text) => DateTimeOffset.Parse(text.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
