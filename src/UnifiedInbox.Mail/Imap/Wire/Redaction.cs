using System.Text;

namespace UnifiedInbox.Mail.Imap.Wire;

/// <summary>Takes our own secrets out of what a server says: some repeat a bad command, password and all.</summary>
internal sealed class Redaction
{
    private readonly string[] secrets;

    public Redaction(ImapCredentials credentials)
    {
        var secret = credentials.Secret;
        var quoted = secret.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        // As sent: responses are read as Latin-1, and SASL is base64.
        secrets = [Latin1(secret), Latin1(quoted), .. Sasl.All(credentials).Select(Base64), Base64(secret)];
    }

    public string? Clean(string? words)
    {
        if (words is null) return null;
        foreach (var secret in secrets) words = words.Replace(secret, "***", StringComparison.Ordinal);
        return words;
    }

    private static string Latin1(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
