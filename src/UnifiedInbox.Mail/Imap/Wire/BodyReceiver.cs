using System.Buffers;
using UnifiedInbox.Mail.Imap.Failures;

namespace UnifiedInbox.Mail.Imap.Wire;

/// <summary>Takes the bodies of a FETCH's answer, one after the other, and hands each to the consumer once.</summary>
internal sealed class BodyReceiver(ImapSession session, Func<MessageSummary, Stream, CancellationToken, Task> store, long maxSize,
    CancellationToken ct)
{
    private readonly List<uint> tooLarge = [];
    private HashSet<uint> wanted = [];
    private int stored;

    public FetchOutcome Outcome(IReadOnlyList<uint> missing) => new(stored, tooLarge, missing);

    /// <summary>Reads the answer to one command, to its end.</summary>
    /// <returns>The UIDs nothing came for.</returns>
    public async Task<IEnumerable<uint>> ReceiveAsync(Command command, IEnumerable<uint> uids)
    {
        wanted = [.. uids];
        var before = wanted.Count;
        try
        {
            var tag = await session.SendAsync(command);
            while (true)
            {
                var response = await session.NextAsync(tag, stopAtBodies: true);
                if (response.Tag == tag) break;
                if (response.Pending is not null) await BodyAsync(response);
                else if (SummaryReader.IsFetch(response)) await ContentAsync(response);
            }
        }
        catch (ImapRefusedException) when (wanted.Count < before)
        {
            // "Some of the requested messages no longer exist": what came is good, the rest is missing
        }
        return wanted;
    }

    private async Task BodyAsync(Response response)
    {
        var summary = SummaryReader.Read(response);
        var size = response.Pending!.Value.Size;
        if (size > session.Options.MaxBody)
            throw new ImapProtocolException("body-too-long", "A message is longer than this client reads.");
        session.Link.Patience.ForBody(session.Options.BodyTimeout);
        await using var body = new BodyStream(session.Reader, () => FinishAsync(response, summary));
        if (summary.Uid == 0) await LateAsync(summary, body, size);
        else if (!wanted.Remove(summary.Uid)) await SkipAsync(body);
        else await HandOverAsync(summary, body, size);
        session.Link.Patience.ForAnswer(session.Options.SilenceTimeout, session.Options.CommandTimeout);
    }

    private async Task HandOverAsync(MessageSummary summary, Stream body, long size)
    {
        if (size > maxSize)
        {
            await SkipAsync(body);
            tooLarge.Add(summary.Uid);
            return;
        }
        await store(summary, body, ct);
        if (body is BodyStream) await SkipAsync(body); // what the consumer had no use for
        stored++;
    }

    /// <summary>The UID may stand behind the body, and until then there is no saying whose it is: it waits in a file.</summary>
    private async Task LateAsync(MessageSummary summary, Stream body, long size)
    {
        if (size > maxSize)
        {
            await SkipAsync(body);
            if (wanted.Remove(summary.Uid)) tooLarge.Add(summary.Uid);
            return;
        }
        await using var file = new FileStream(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 4096,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        await body.CopyToAsync(file, ct);
        file.Position = 0;
        if (wanted.Remove(summary.Uid)) await HandOverAsync(summary, file, size);
    }

    /// <summary>A body as a quoted string or NIL: only of a message that was asked for, or it is news about another.</summary>
    private async Task ContentAsync(Response response)
    {
        var summary = SummaryReader.Read(response);
        if (SummaryReader.Content(response) is not { } content)
        {
            if (summary.Flags is not null) session.Changes |= FolderChange.Flags;
            return;
        }
        if (!wanted.Remove(summary.Uid)) return;
        using var body = new MemoryStream(content, writable: false);
        await HandOverAsync(summary, body, content.Length);
    }

    /// <summary>Reads on behind a body, over any further ones in the same response.</summary>
    private async ValueTask FinishAsync(Response response, MessageSummary summary)
    {
        await session.Reader.ResumeAsync(stopAtBodies: true);
        while (response.Pending is not null)
        {
            if (response.Pending.Value.Size > session.Options.MaxBody)
                throw new ImapProtocolException("body-too-long", "A message is longer than this client reads.");
            await SkipLiteralAsync();
            await session.Reader.ResumeAsync(stopAtBodies: true);
        }
        SummaryReader.Read(response, summary);
        session.Observe(response);
    }

    private async Task SkipLiteralAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        while (await session.Reader.ReadLiteralAsync(buffer) > 0)
        {
            // thrown away
        }
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private static async Task SkipAsync(Stream body)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        while (await body.ReadAsync(buffer) > 0)
        {
            // thrown away
        }
        ArrayPool<byte>.Shared.Return(buffer);
    }
}
