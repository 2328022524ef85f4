using UnifiedInbox.Mail.Imap.Failures;
using UnifiedInbox.Mail.Imap.Wire;

namespace UnifiedInbox.Mail.Imap;

public sealed partial class ImapClient
{
    /// <summary>Finds the messages of the open folder that came after one already known.</summary>
    /// <param name="after">Only UIDs above this one; 0 for all.</param>
    /// <param name="since">Only mail the server received on this day or later. It counts days in a zone of its own: ask for a day more.</param>
    /// <param name="ct">Closes the connection.</param>
    /// <returns>UIDs in ascending order, each once.</returns>
    public async Task<IReadOnlyList<uint>> SearchUidsAsync(uint after, DateOnly? since, CancellationToken ct)
    {
        if (after == uint.MaxValue) return [];
        using var operation = session.Begin(ct);
        var found = new List<uint>();
        var criteria = $"UID {Command.Number(after + 1UL)}:*" + (since is { } day ? " SINCE " + ImapDate.Write(day) : "");
        var returns = session.Can("ESEARCH") ? "RETURN (ALL) " : "";
        await session.ExecuteAsync(new Command($"UID SEARCH {returns}{criteria}"), response => ReadUids(response, found));
        return Ascending(found, after);
    }

    /// <summary>Finds the messages of the open folder that bear a Message-ID.</summary>
    /// <param name="messageId">With or without angle brackets.</param>
    /// <param name="ct">Closes the connection.</param>
    /// <returns>UIDs in ascending order, each once; servers look for a part of the header, so a longer id that holds this one is found as well.</returns>
    public async Task<IReadOnlyList<uint>> SearchMessageIdAsync(string messageId, CancellationToken ct)
    {
        using var operation = session.Begin(ct);
        var found = new List<uint>();
        var returns = session.Can("ESEARCH") ? "RETURN (ALL) " : "";
        await session.ExecuteAsync(new Command($"UID SEARCH {returns}HEADER Message-ID ").String($"<{messageId.Trim('<', '>')}>"), response => ReadUids(response, found));
        return Ascending(found, 0);
    }

    /// <summary>Answers come as one SEARCH line, several, none, or as ESEARCH.</summary>
    private void ReadUids(Response response, List<uint> into)
    {
        if (response.Kind != ResponseKind.Data) return;
        var tokens = response.Tokens;
        if (tokens.Take("SEARCH"u8))
        {
            // The list at the end is CONDSTORE's (MODSEQ n).
            while (!tokens.AtEnd && !tokens.IsList)
            {
                if (tokens.Uid() is { } uid) into.Add(uid);
                if (into.Count > session.Options.MaxUids) throw new ImapProtocolException("too-many-uids", "The mail server names more messages than a folder can hold here.");
            }
        }
        else if (tokens.Take("ESEARCH"u8))
        {
            while (!tokens.AtEnd)
                if (tokens.Take("ALL"u8)) UidSet.Read(tokens.Bytes(), into, session.Options.MaxUids);
                else tokens.Skip();
        }
    }

    /// <summary><c>n:*</c> always finds the highest message, also where its UID is below n: it is dropped here.</summary>
    private static uint[] Ascending(List<uint> found, uint after)
    {
        found.Sort();
        return [.. found.Where((uid, i) => uid > after && (i == 0 || uid != found[i - 1]))];
    }
}
