using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace UnifiedInbox.Mail.Smtp;

/// <summary>The line to a server: commands out, answers in, each within a time and a size.</summary>
internal sealed class SmtpLink(SmtpEndpoint endpoint) : IAsyncDisposable
{
    private const int LongestLine = 2_000;
    private const int MostLines = 100;

    private Stream stream = Stream.Null;
    private readonly byte[] buffer = new byte[4096];
    private int filled;
    private int taken;

    public Stream Stream => stream;

    public bool IsProtected => stream is SslStream;

    /// <summary>Whether the server is this very machine, so that nothing can be overheard.</summary>
    public bool IsLocal { get; private set; }

    public async Task ConnectAsync(CancellationToken ct)
    {
        var addresses = await Dns.GetHostAddressesAsync(endpoint.Host, ct);
        IsLocal = addresses.Length > 0 && addresses.All(IPAddress.IsLoopback);
        if (endpoint.Security == SmtpSecurity.None && !IsLocal) throw new SmtpException("not-encrypted", permanent: true, null);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, endpoint.Port, ct);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        stream = new NetworkStream(socket, ownsSocket: true);
        if (endpoint.Security == SmtpSecurity.Tls) await ProtectAsync(ct);
    }

    /// <summary>What was read before is forgotten: it could have been put there by someone in between.</summary>
    public async Task ProtectAsync(CancellationToken ct)
    {
        (filled, taken) = (0, 0);
        var tls = new SslStream(stream, leaveInnerStreamOpen: false);
        stream = tls;
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = endpoint.Host, CertificateChainPolicy = Policy(endpoint.TrustedRoots) }, ct);
        }
        catch (AuthenticationException e)
        {
            throw new SmtpException("certificate", permanent: false, null, e);
        }
    }

    public async Task<SmtpReply> AskAsync(string command, CancellationToken ct)
    {
        await SendAsync(command, ct);
        return await ReadAsync(endpoint.Patience, ct);
    }

    public async Task SendAsync(string command, CancellationToken ct)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), ct);
        await stream.FlushAsync(ct);
    }

    public async Task<SmtpReply> ReadAsync(TimeSpan patience, CancellationToken ct)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(ct);
        soon.CancelAfter(patience);
        var lines = new List<string>();
        while (true)
        {
            var line = await ReadLineAsync(soon.Token);
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code) || lines.Count == MostLines)
                throw new IOException("This is not how a mail server answers.");
            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length == 3 || line[3] != '-') return new SmtpReply(code, lines);
        }
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private async Task<string> ReadLineAsync(CancellationToken ct)
    {
        var line = new StringBuilder();
        while (true)
        {
            while (taken < filled)
            {
                var sign = (char)buffer[taken++];
                if (sign == '\n') return line.ToString().TrimEnd('\r');
                if (line.Length < LongestLine) line.Append(sign);
            }
            (taken, filled) = (0, await stream.ReadAsync(buffer, ct));
            if (filled == 0) throw new IOException("The mail server hung up.");
        }
    }

    private static X509ChainPolicy? Policy(X509Certificate2Collection? roots)
    {
        if (roots is null) return null;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }
}
