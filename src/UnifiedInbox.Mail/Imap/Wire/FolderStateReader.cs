using UnifiedInbox.Mail.Imap.Failures;

namespace UnifiedInbox.Mail.Imap.Wire;

/// <summary>Gathers what a server says while it opens a folder.</summary>
internal sealed class FolderStateReader(string name, bool readOnly)
{
    private uint? uidValidity;
    private uint? uidNext;
    private ulong? modSeq;
    private long exists;
    private List<string>? permanentFlags;

    public void Read(Response response)
    {
        var tokens = response.Tokens;
        if (response.Kind == ResponseKind.Data)
        {
            if (tokens.Count() is { } number && tokens.Take("EXISTS"u8)) exists = number;
        }
        else if (tokens.Take("UIDVALIDITY"u8)) uidValidity = tokens.Uid();
        else if (tokens.Take("UIDNEXT"u8)) uidNext = tokens.Uid();
        else if (tokens.Take("HIGHESTMODSEQ"u8)) modSeq = tokens.Exact() is { } value and > 0 and <= long.MaxValue ? value : null;
        else if (tokens.Take("READ-ONLY"u8)) readOnly = true;
        else if (tokens.Take("PERMANENTFLAGS"u8)) permanentFlags = FetchItem.Flags(tokens.List());
    }

    public FolderState State() => new(name,
        uidValidity ?? throw new ImapProtocolException("no-uidvalidity", "The mail server does not say whether its UIDs are still the same."),
        uidNext, exists, modSeq, readOnly, permanentFlags);
}
