using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace UnifiedInbox.Tests.Channels;

/// <summary>A mail server on a port of its own: keeps what it takes, and misbehaves as told.</summary>
public sealed class SmtpSink : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Task accepting;

    private readonly X509Certificate2? certificate;
    private readonly bool tlsAtOnce;

    public SmtpSink() : this(null, false)
    {
    }

    /// <param name="certificate">What it shows; null = it speaks plain text only.</param>
    /// <param name="tlsAtOnce">From the first byte, instead of by STARTTLS.</param>
    internal SmtpSink(X509Certificate2? certificate, bool tlsAtOnce)
    {
        (this.certificate, this.tlsAtOnce) = (certificate, tlsAtOnce);
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public ConcurrentQueue<SunkMail> Mails { get; } = new();

    public ConcurrentQueue<string> Commands { get; } = new();

    /// <summary>What to say to a command instead of yes; null = yes. An empty text hangs up.</summary>
    public Func<string, string?> Instead { get; set; } = _ => null;

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = TalkAsync(await listener.AcceptTcpClientAsync());
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var _ = client;
        var (from, to) = ("", new List<string>());
        try
        {
            Stream stream = client.GetStream();
            if (tlsAtOnce) stream = await EncryptAsync(stream);
            var (reader, writer) = Over(stream);
            await writer.WriteLineAsync("220 sink");
            while (await reader.ReadLineAsync() is { } line)
            {
                Commands.Enqueue(line);
                var answer = Instead(line) ?? Usual(line);
                if (answer.Length == 0) return;
                if (line.StartsWith("MAIL FROM:", StringComparison.Ordinal)) from = line[11..^1];
                if (line.StartsWith("RCPT TO:", StringComparison.Ordinal) && answer.StartsWith('2')) to.Add(line[9..^1]);
                await writer.WriteLineAsync(answer);
                if (line == "STARTTLS" && answer.StartsWith('2')) (reader, writer) = Over(stream = await EncryptAsync(stream));
                if (line != "DATA" || !answer.StartsWith('3')) continue;
                var text = new StringBuilder();
                while (await reader.ReadLineAsync() is { } row && row != ".") text.Append(row.StartsWith('.') ? row[1..] : row).Append("\r\n");
                var last = Instead(".") ?? "250 2.0.0 queued";
                if (last.Length == 0) return;
                if (last.StartsWith('2')) Mails.Enqueue(new SunkMail(from, [.. to], Encoding.Latin1.GetBytes(text.ToString())));
                await writer.WriteLineAsync(last);
            }
        }
        catch (Exception error) when (error is IOException or AuthenticationException)
        {
            // They hung up, or liked the certificate no better than the test does.
        }
    }

    private async Task<Stream> EncryptAsync(Stream stream)
    {
        var encrypted = new SslStream(stream);
        await encrypted.AuthenticateAsServerAsync(certificate!);
        return encrypted;
    }

    private static (StreamReader Reader, StreamWriter Writer) Over(Stream stream) =>
        (new StreamReader(stream, Encoding.Latin1), new StreamWriter(stream, Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true });

    private string Usual(string line) => line switch
    {
        _ when line.StartsWith("EHLO", StringComparison.Ordinal) =>
            "250-sink\r\n250-8BITMIME\r\n" + (certificate is null || tlsAtOnce ? "" : "250-STARTTLS\r\n") + "250 AUTH LOGIN PLAIN",
        _ when line.StartsWith("AUTH", StringComparison.Ordinal) => "235 2.7.0 ok",
        "DATA" => "354 go on",
        "QUIT" => "221 bye",
        _ => "250 ok",
    };
}

public sealed record SunkMail(string From, IReadOnlyList<string> To, byte[] Raw);
