using System.Buffers;
using System.Runtime.CompilerServices;
using UnifiedInbox.Mail.Imap.Failures;
using UnifiedInbox.Mail.Imap.Wire;

namespace UnifiedInbox.Mail.Imap;

public sealed partial class ImapClient
{
    private static readonly SearchValues<char> InSections = SearchValues.Create("0123456789.HEADRMIT");

    /// <summary>Fetches what the server knows about messages, not the messages. Nothing is marked as read.</summary>
    /// <param name="uids">In any order.</param>
    /// <param name="structure">Also what parts they are made of.</param>
    /// <param name="ct">Closes the connection.</param>
    /// <returns>
    /// One for each message that is there. A server may refuse in the end because some are gone (<see cref="ImapRefusedException"/>):
    /// what came until then is good.
    /// </returns>
    public async IAsyncEnumerable<MessageSummary> FetchSummariesAsync(IEnumerable<uint> uids, bool structure,
        [EnumeratorCancellation] CancellationToken ct)
    {
        using var operation = session.Begin(ct);
        session.Fetching = true;
        var items = $"{Items()} BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]{(structure ? " BODYSTRUCTURE" : "")}";
        foreach (var (set, some) in UidSet.Write([.. uids.Order().Distinct()]))
        {
            var wanted = some.ToHashSet();
            var tag = await session.SendAsync(new Command($"UID FETCH {set} ({items})"));
            while (await session.NextAsync(tag) is var response && response.Tag != tag)
            {
                if (!SummaryReader.IsFetch(response)) continue;
                var summary = SummaryReader.Read(response);
                if (summary.MessageId is null)
                {
                    session.Changes |= FolderChange.Flags; // flags alone are news from elsewhere
                }
                else if (wanted.Remove(summary.Uid))
                {
                    yield return summary;
                    KeepWaiting();
                }
            }
        }
    }

    /// <summary>Fetches sizes and flags and nothing the server would have to open a message for.</summary>
    /// <param name="uids">In any order.</param>
    /// <param name="ct">Closes the connection.</param>
    /// <returns>One for each message that is there.</returns>
    public async IAsyncEnumerable<MessageSummary> FetchSizesAsync(IEnumerable<uint> uids, [EnumeratorCancellation] CancellationToken ct)
    {
        using var operation = session.Begin(ct);
        session.Fetching = true;
        foreach (var (set, some) in UidSet.Write([.. uids.Order().Distinct()]))
        {
            var wanted = some.ToHashSet();
            var tag = await session.SendAsync(new Command($"UID FETCH {set} (UID FLAGS RFC822.SIZE)"));
            while (await session.NextAsync(tag) is var response && response.Tag != tag)
            {
                if (!SummaryReader.IsFetch(response)) continue;
                var summary = SummaryReader.Read(response);
                if (summary.Size is null)
                {
                    session.Changes |= FolderChange.Flags; // flags alone are news from elsewhere
                }
                else if (wanted.Remove(summary.Uid))
                {
                    yield return summary;
                    KeepWaiting();
                }
            }
        }
    }

    /// <summary>Fetches flags: of everything that changed since a state, where the server has CONDSTORE, else of all.</summary>
    /// <param name="from">The lowest UID of interest.</param>
    /// <param name="changedSince">A <see cref="FolderState.HighestModSeq"/>; null for all.</param>
    /// <param name="ct">Closes the connection.</param>
    /// <returns>UIDs and flags, in no particular order; a message whose flags change meanwhile may come again.</returns>
    public async IAsyncEnumerable<MessageSummary> FetchFlagsAsync(uint from, ulong? changedSince, [EnumeratorCancellation] CancellationToken ct)
    {
        using var operation = session.Begin(ct);
        session.Fetching = true;
        var since = changedSince is { } known && Folder?.HighestModSeq is not null ? $" (CHANGEDSINCE {Command.Number(known)})" : "";
        var tag = await session.SendAsync(new Command($"UID FETCH {Command.Number(from)}:* (UID FLAGS){since}"));
        var most = session.Options.MaxUids;
        while (await session.NextAsync(tag) is var response && response.Tag != tag)
        {
            if (!SummaryReader.IsFetch(response)) continue;
            var summary = SummaryReader.Read(response);
            if (summary.Uid < from || summary.Flags is null) continue;
            if (--most < 0) throw new ImapProtocolException("too-many-uids", "The mail server names more messages than a folder can hold here.");
            yield return summary;
            KeepWaiting();
        }
    }

    /// <summary>
    /// Fetches whole messages in one go, streamed: at no time is one in memory. Nothing is marked as read.
    /// </summary>
    /// <param name="uids">In any order; they come in the server's, usually ascending.</param>
    /// <param name="store">
    /// Takes a message: what is known of it and its bytes, to be read to their end before it returns. The stream ends in an
    /// <see cref="ImapException"/> if the server breaks off or lied about the size, so a message is complete when the stream
    /// has ended, and not before. An exception of the consumer's own closes the connection and is passed on.
    /// </param>
    /// <param name="maxSize">Messages of more bytes are skipped, which still costs their transfer: look at their sizes before.</param>
    /// <param name="ct">Closes the connection.</param>
    public async Task<FetchOutcome> FetchMessagesAsync(IEnumerable<uint> uids, Func<MessageSummary, Stream, CancellationToken, Task> store,
        long maxSize, CancellationToken ct)
    {
        using var operation = session.Begin(ct);
        session.Fetching = true;
        var receiver = new BodyReceiver(session, store, maxSize, ct);
        var missing = new List<uint>();
        foreach (var (set, some) in UidSet.Write([.. uids.Order().Distinct()]))
            missing.AddRange(await receiver.ReceiveAsync(new Command($"UID FETCH {set} ({Items()} BODY.PEEK[])"), some));
        missing.Sort();
        return receiver.Outcome(missing);
    }

    /// <summary>Fetches one message into a stream.</summary>
    /// <returns>One stored, one too large, or one missing.</returns>
    public Task<FetchOutcome> FetchMessageAsync(uint uid, Stream destination, long maxSize, CancellationToken ct) =>
        FetchMessagesAsync([uid], (_, body, token) => body.CopyToAsync(destination, token), maxSize, ct);

    /// <summary>Fetches the headers of one message: what there is to show of one that is over the limit.</summary>
    public Task<FetchOutcome> FetchHeadersAsync(uint uid, Stream destination, int maxSize, CancellationToken ct) =>
        FetchPartAsync(uid, "HEADER", destination, maxSize, ct);

    /// <summary>Fetches the beginning of a part.</summary>
    /// <param name="uid">The message.</param>
    /// <param name="section">A <see cref="BodyPart.Section"/>, or that and <c>.MIME</c> for the part's own headers, or <c>HEADER</c>.</param>
    /// <param name="destination">Where its bytes go, still encoded.</param>
    /// <param name="maxSize">At most so many bytes.</param>
    /// <param name="ct">Closes the connection.</param>
    public async Task<FetchOutcome> FetchPartAsync(uint uid, string section, Stream destination, int maxSize, CancellationToken ct)
    {
        if (section.AsSpan().ContainsAnyExcept(InSections))
            throw new ArgumentException("Not a section of a message.", nameof(section));
        using var operation = session.Begin(ct);
        session.Fetching = true;
        var receiver = new BodyReceiver(session, (_, body, token) => body.CopyToAsync(destination, token), maxSize, ct);
        var command = new Command($"UID FETCH {Command.Number(uid)} (UID BODY.PEEK[{section}]<0.{Command.Number((uint)maxSize)}>)");
        return receiver.Outcome([.. await receiver.ReceiveAsync(command, [uid])]);
    }

    private string Items() => "UID FLAGS INTERNALDATE RFC822.SIZE"
        + (session.Can("X-GM-EXT-1") ? " X-GM-MSGID X-GM-THRID" : "")
        + (session.Can("OBJECTID") ? " EMAILID" : "")
        + (Folder?.HighestModSeq is null ? "" : " MODSEQ");

    /// <summary>Each message that was asked for gives the server time for the next.</summary>
    private void KeepWaiting() => session.Link.Patience.ForAnswer(session.Options.SilenceTimeout, session.Options.CommandTimeout);
}
