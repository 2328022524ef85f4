using System.Net;
using System.Net.Sockets;
using System.Text;
using UnifiedInbox.Mail.Imap;
using Xunit;

namespace UnifiedInbox.Tests;

/// <summary>
/// An IMAP server on this machine that follows a script, for what no real one does on demand. The script waits for
/// commands and answers them as it likes; when it ends, the connection is closed.
/// </summary>
internal sealed class FakeServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly Task run;

    private FakeServer(Func<Line, Task> script)
    {
        listener.Start();
        run = RunAsync(script);
    }

    public ImapEndpoint Endpoint => new("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port, ImapSecurity.None);

    public static FakeServer Start(Func<Line, Task> script) => new(script);

    /// <summary>A server that lets everybody in with these capabilities, and then follows the script.</summary>
    public static FakeServer SignedIn(Func<Line, Task> script, string capabilities = "") => new(async line =>
    {
        await line.SayAsync("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready");
        await line.AnswerAsync("AUTHENTICATE PLAIN", $"OK [CAPABILITY IMAP4rev1 {capabilities}] in");
        await script(line);
    });

    /// <summary>The same, with an inbox of ten messages open.</summary>
    public static FakeServer Opened(Func<Line, Task> script, string capabilities = "") => SignedIn(async line =>
    {
        await line.AnswerAsync("SELECT \"INBOX\"", "OK [READ-WRITE] open", "* 10 EXISTS", "* OK [UIDVALIDITY 7]", "* OK [UIDNEXT 11]");
        await script(line);
    }, capabilities);

    public Task<ImapClient> ConnectAsync(TimeProvider? time = null, ImapOptions? options = null, ImapCredentials? credentials = null) =>
        ImapClient.ConnectAsync(Endpoint, credentials ?? new ImapPassword("user", "secret"), options ?? new ImapOptions(),
            time ?? TimeProvider.System, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));

    public async Task<ImapClient> OpenAsync(TimeProvider? time = null, ImapOptions? options = null)
    {
        var client = await ConnectAsync(time, options);
        await client.SelectAsync("INBOX", CancellationToken.None);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        listener.Stop();
        await run;
        end.Dispose();
    }

    private async Task RunAsync(Func<Line, Task> script)
    {
        try
        {
            using var socket = await listener.AcceptSocketAsync(end.Token);
            await script(new Line(socket, end.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or IOException)
        {
            // the client has had enough, or the test has
        }
    }

    /// <summary>The server's end of the connection.</summary>
    internal sealed class Line(Socket socket, CancellationToken end)
    {
        private readonly StreamReader reader = new(new NetworkStream(socket), Encoding.Latin1);

        public CancellationToken End => end;

        /// <summary>Sends a line.</summary>
        public Task SayAsync(string line) => SendAsync(line + "\r\n");

        public async Task SendAsync(string bytes) => await socket.SendAsync(Encoding.Latin1.GetBytes(bytes), end);

        /// <summary>The next line of the client; throws when it has gone.</summary>
        public async Task<string> HearAsync() => await reader.ReadLineAsync(end) ?? throw new IOException("The client is gone.");

        /// <summary>Waits for a command that starts like this.</summary>
        /// <returns>Its tag.</returns>
        public async Task<string> ExpectAsync(string command)
        {
            var heard = await HearAsync();
            var space = heard.IndexOf(' ', StringComparison.Ordinal);
            Assert.StartsWith(command, heard[(space + 1)..], StringComparison.Ordinal);
            return heard[..space];
        }

        /// <summary>Waits for a command and answers it.</summary>
        public async Task AnswerAsync(string command, string tagged, params string[] untagged)
        {
            var tag = await ExpectAsync(command);
            foreach (var line in untagged) await SayAsync(line);
            await SayAsync($"{tag} {tagged}");
        }

        /// <summary>Says nothing more, and keeps the connection.</summary>
        public Task StallAsync() => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end);
    }
}
