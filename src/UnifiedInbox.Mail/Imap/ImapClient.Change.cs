using System.Buffers;
using UnifiedInbox.Mail.Imap.Wire;

namespace UnifiedInbox.Mail.Imap;

public sealed partial class ImapClient
{
    private static readonly SearchValues<char> NotInFlags = SearchValues.Create("(){%*\"\\]");

    /// <summary>Sets a flag, or takes it away.</summary>
    /// <param name="uids">Messages of the open folder; those that are gone are passed over.</param>
    /// <param name="flag">For example <c>\Seen</c>.</param>
    /// <param name="set">Whether the messages shall have it.</param>
    /// <param name="ct">Closes the connection.</param>
    public async Task<FlagOutcome> StoreFlagAsync(IEnumerable<uint> uids, string flag, bool set, CancellationToken ct)
    {
        MustBeFlag(flag);
        if (Folder is not { ReadOnly: false } folder) return FlagOutcome.ReadOnly;
        if (!folder.Keeps(flag)) return FlagOutcome.NotKept;
        using var operation = session.Begin(ct);
        foreach (var (some, _) in UidSet.Write([.. uids.Order().Distinct()]))
            await session.ExecuteAsync(new Command($"UID STORE {some} {(set ? '+' : '-')}FLAGS.SILENT ({flag})"));
        return FlagOutcome.Stored;
    }

    /// <summary>Puts a message into a folder, for example a copy of what was sent.</summary>
    /// <param name="folder">As <see cref="FolderInfo.Name"/> has it.</param>
    /// <param name="message">Exactly <paramref name="size"/> bytes, with CRLF line ends.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="flags">For example <c>\Seen</c>.</param>
    /// <param name="received">What the server shall take as the time it was received; null for now.</param>
    /// <param name="ct">Closes the connection.</param>
    /// <returns>Where it is now, if the server says so (UIDPLUS).</returns>
    public async Task<AppendedMessage?> AppendAsync(string folder, Stream message, long size, IEnumerable<string> flags,
        DateTimeOffset? received, CancellationToken ct)
    {
        var all = flags.ToArray();
        Array.ForEach(all, MustBeFlag);
        using var operation = session.Begin(ct);
        var command = new Command("APPEND ").Folder(folder).Text($" ({string.Join(' ', all)}) ");
        if (received is { } date) command.Text($"\"{ImapDate.Write(date)}\" ");
        AppendedMessage? appended = null;
        await session.ExecuteAsync(command.Literal(message, size), response =>
        {
            var code = response.Tokens;
            if (response.Kind == ResponseKind.Status && code.Take("APPENDUID"u8) && code.Uid() is { } validity && code.Uid() is { } uid)
                appended = new AppendedMessage(validity, uid);
        });
        return appended;
    }

    /// <summary>
    /// Moves messages of the open folder to another: by MOVE, else by copy and removal. Where the server can remove only all
    /// deleted messages at once, the originals stay, marked as deleted: others may have marked mails of their own.
    /// </summary>
    /// <param name="uids">Those that are gone are passed over.</param>
    /// <param name="folder">As <see cref="FolderInfo.Name"/> has it; it has to exist (<c>trycreate</c>).</param>
    /// <param name="ct">Closes the connection.</param>
    public async Task MoveAsync(IEnumerable<uint> uids, string folder, CancellationToken ct)
    {
        using var operation = session.Begin(ct);
        foreach (var (some, _) in UidSet.Write([.. uids.Order().Distinct()]))
        {
            if (session.Can("MOVE"))
            {
                await session.ExecuteAsync(new Command($"UID MOVE {some} ").Folder(folder));
                continue;
            }
            await session.ExecuteAsync(new Command($"UID COPY {some} ").Folder(folder));
            await session.ExecuteAsync(new Command($"UID STORE {some} +FLAGS.SILENT (\\Deleted)"));
            if (session.Can("UIDPLUS")) await session.ExecuteAsync(new Command($"UID EXPUNGE {some}"));
        }
    }

    private static void MustBeFlag(string flag)
    {
        var word = flag.AsSpan(flag.StartsWith('\\') ? 1 : 0);
        if (word.IsEmpty || word.ContainsAnyExceptInRange('!', '~') || word.ContainsAny(NotInFlags))
            throw new ArgumentException("Not a flag.", nameof(flag));
    }
}
