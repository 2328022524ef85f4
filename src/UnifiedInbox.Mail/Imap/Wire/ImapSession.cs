using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using UnifiedInbox.Mail.Imap.Failures;

namespace UnifiedInbox.Mail.Imap.Wire;

/// <summary>
/// Commands out, responses in, one command at a time. Notes what the server says unasked. A command whose end was not
/// read closes the connection when its operation is disposed: there is no telling what the next bytes belong to.
/// </summary>
internal sealed class ImapSession(ImapLink link, ImapOptions options, Redaction redaction) : IAsyncDisposable
{
    private readonly ResponseReader reader = new(link, options.MaxDepth, options.MaxResponse);
    private int tags;
    private int busy;
    private string? unfinished;

    public ImapLink Link => link;

    public ImapOptions Options => options;

    public ResponseReader Reader => reader;

    public FrozenSet<string> Capabilities { get; private set; } = FrozenSet<string>.Empty;

    public FolderState? Folder { get; set; }

    /// <summary>What the server told of the open folder since somebody last set this to none.</summary>
    public FolderChange Changes { get; set; }

    /// <summary>While FETCH is under way its answers are no news; whoever reads them notes those that were not asked for.</summary>
    public bool Fetching { get; set; }

    /// <summary>While credentials are checked, a NO is about who we are.</summary>
    public bool SigningIn { get; set; }

    /// <summary>After LOGOUT a BYE is the expected answer.</summary>
    public bool SigningOut { get; set; }

    public bool Can(string capability) => Capabilities.Contains(capability);

    public void ForgetCapabilities() => Capabilities = FrozenSet<string>.Empty;

    /// <summary>Starts an operation; cancelling it closes the connection.</summary>
    public Operation Begin(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (Interlocked.Exchange(ref busy, 1) != 0) throw new InvalidOperationException("One command at a time on one connection.");
        return new Operation(this, link.BreakOn(ct));
    }

    /// <summary>Sends a command; what arrives while the server is asked for its literals goes to <paramref name="each"/>.</summary>
    /// <returns>The tag its answer will bear.</returns>
    public async ValueTask<string> SendAsync(Command command, Action<Response>? each = null)
    {
        if (!link.IsOpen) throw new ImapConnectionException("connection-closed", "There is no connection to the mail server any more.");
        var tag = "A" + (++tags).ToString(CultureInfo.InvariantCulture);
        unfinished = tag;
        link.Patience.ForAnswer(options.SilenceTimeout, options.CommandTimeout);
        var text = tag + " ";
        foreach (var piece in command.Pieces)
        {
            text += piece.Text;
            if (piece.Literal is null)
            {
                await link.WriteAsync(Encoding.Latin1.GetBytes(text + "\r\n"));
                continue;
            }
            var atOnce = Can("LITERAL+") || Can("LITERAL-") && piece.LiteralSize <= 4096;
            var head = piece.LiteralSize.ToString(CultureInfo.InvariantCulture) + (atOnce ? "+" : "");
            await link.WriteAsync(Encoding.Latin1.GetBytes($"{text}{{{head}}}\r\n"));
            if (!atOnce) await WaitToGoOnAsync(tag, each);
            await SendLiteralAsync(piece.Literal, piece.LiteralSize);
            text = "";
        }
        return tag;
    }

    /// <summary>A line of our own inside a command, as an answer to a continuation.</summary>
    public ValueTask SendLineAsync(string line) => link.WriteAsync(Encoding.Latin1.GetBytes(line + "\r\n"));

    /// <summary>
    /// The next response. The command's own tagged OK is answered like the others; its NO or BAD, and what ends the
    /// connection, is thrown.
    /// </summary>
    public async ValueTask<Response> NextAsync(string tag, bool stopAtBodies = false)
    {
        var response = await reader.ReadAsync(stopAtBodies);
        if (response.Kind == ResponseKind.Garbage) throw Unreadable(response);
        if (response.Kind == ResponseKind.Status) Check(response, tag);
        if (response.Pending is null) Observe(response);
        return response;
    }

    /// <summary>Sends a command and reads its answer to the end; each response, the last included, goes to <paramref name="each"/>.</summary>
    public async Task ExecuteAsync(Command command, Action<Response>? each = null)
    {
        var tag = await SendAsync(command, each);
        while (true)
        {
            var response = await NextAsync(tag);
            each?.Invoke(response);
            if (response.Tag == tag) return;
        }
    }

    /// <summary>Reads until the server waits for the rest of the command.</summary>
    public async Task<string> WaitToGoOnAsync(string tag, Action<Response>? each = null)
    {
        while (true)
        {
            var response = await NextAsync(tag);
            if (response.Kind == ResponseKind.Continuation) return response.Words;
            if (response.Tag == tag) throw new ImapProtocolException("not-waited-for", "The mail server finished a command that was not sent in full.");
            each?.Invoke(response);
        }
    }

    public string? Words(Response response) => redaction.Clean(response.Words);

    /// <summary>Notes what a response says about the open folder or the server.</summary>
    public void Observe(Response response)
    {
        var tokens = response.Tokens;
        if (tokens.Take("CAPABILITY"u8))
        {
            Capabilities = CapabilitySet.Read(tokens);
        }
        else if (response.Kind == ResponseKind.Data && Folder is { } folder)
        {
            if (tokens.Take("VANISHED"u8)) Changes |= FolderChange.Removed;
            else if (tokens.Count() is { } number) Observe(folder, number, tokens);
        }
    }

    public async ValueTask DisposeAsync() => await link.DisposeAsync();

    private void Observe(FolderState folder, long number, TokenReader tokens)
    {
        if (tokens.Take("EXISTS"u8))
        {
            if (number > folder.Exists) Changes |= FolderChange.NewMessages;
            else if (number < folder.Exists) Changes |= FolderChange.Removed;
            Folder = folder with { Exists = number };
        }
        else if (tokens.Take("EXPUNGE"u8))
        {
            Changes |= FolderChange.Removed;
            Folder = folder with { Exists = Math.Max(0, folder.Exists - 1) };
        }
        else if (!Fetching && tokens.Take("FETCH"u8))
        {
            Changes |= FolderChange.Flags;
        }
    }

    private async Task SendLiteralAsync(Stream content, long size)
    {
        var buffer = new byte[(int)Math.Min(size, 64 * 1024)];
        for (var left = size; left > 0;)
        {
            var read = await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)));
            if (read == 0) throw new InvalidOperationException("The stream to send ended before the size that was announced.");
            await link.WriteAsync(buffer.AsMemory(0, read));
            left -= read;
        }
    }

    private void Check(Response response, string tag)
    {
        if (response.Tag == tag) unfinished = null;
        else if (response.Tag != "*") throw Unreadable(response);
        var ends = response.Tag == tag && response.Status != StatusWord.Ok || response.Status == StatusWord.Bye && !SigningOut;
        if (ends) throw Diagnosis.Of(response, SigningIn, Words(response));
    }

    private ImapException Unreadable(Response response) => Diagnosis.IsUnavailable(response.Words)
        ? new ImapThrottledException("unavailable", "The mail server says that it is unavailable.", Words(response))
        : new ImapProtocolException("unreadable-response", "The mail server sent a line that is no response to anything.", Words(response));

    private void End()
    {
        if (unfinished is not null) link.Close();
        Fetching = false;
        Volatile.Write(ref busy, 0);
    }

    /// <summary>One use of the connection.</summary>
    public readonly struct Operation(ImapSession session, CancellationTokenRegistration breaks) : IDisposable
    {
        public void Dispose()
        {
            breaks.Dispose();
            session.End();
        }
    }
}
