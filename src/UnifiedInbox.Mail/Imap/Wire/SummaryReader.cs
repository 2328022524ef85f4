using System.Text;

namespace UnifiedInbox.Mail.Imap.Wire;

/// <summary>Reads the items of a FETCH response, in whatever order they stand.</summary>
internal static class SummaryReader
{
    /// <summary>Whether this is a FETCH response, asked for or not.</summary>
    public static bool IsFetch(Response response)
    {
        var tokens = response.Tokens;
        return response.Kind == ResponseKind.Data && tokens.Count() is not null && tokens.Take("FETCH"u8) && tokens.IsList;
    }

    public static MessageSummary Read(Response response)
    {
        var summary = new MessageSummary();
        Read(response, summary);
        return summary;
    }

    /// <summary>Fills in what the response says so far.</summary>
    public static void Read(Response response, MessageSummary summary)
    {
        var tokens = response.Tokens;
        tokens.Skip();
        tokens.Skip();
        for (var items = tokens.List(); !items.AtEnd;) Item(ref items, summary);
    }

    /// <summary>The content that came as a string instead of a literal: small mails of some servers. Null if none did.</summary>
    public static byte[]? Content(Response response)
    {
        var tokens = response.Tokens;
        tokens.Skip();
        tokens.Skip();
        for (var items = tokens.List(); !items.AtEnd;)
        {
            var isContent = items.Peek is { Kind: TokenKind.Atom } && FetchItem.IsContent(items.PeekValue);
            items.Skip();
            if (isContent && items.Peek is { } value)
                return value.Kind switch
                {
                    TokenKind.Quoted or TokenKind.Literal => items.PeekValue.ToArray(),
                    TokenKind.Nil => [],
                    _ => null,
                };
        }
        return null;
    }

    private static void Item(ref TokenReader items, MessageSummary summary)
    {
        if (items.Take("UID"u8)) summary.Uid = items.Uid() ?? summary.Uid;
        else if (items.Take("FLAGS"u8)) summary.Flags = FetchItem.Flags(items.List());
        else if (items.Take("INTERNALDATE"u8)) summary.InternalDate = ImapDate.Read(items.Bytes());
        else if (items.Take("RFC822.SIZE"u8)) summary.Size = items.Count();
        else if (items.Take("MODSEQ"u8)) summary.ModSeq = items.List().Exact();
        else if (items.Take("X-GM-MSGID"u8)) summary.GmailMessageId = items.Exact();
        else if (items.Take("X-GM-THRID"u8)) summary.GmailThreadId = items.Exact();
        else if (items.Take("EMAILID"u8)) summary.EmailId = items.List().Text();
        else if (items.Take("BODYSTRUCTURE"u8)) summary.Structure = BodyStructureReader.Read(items.List());
        else if (items.Peek is { Kind: TokenKind.Atom } && IsMessageId(items.PeekValue))
        {
            items.Skip();
            summary.MessageId = HeaderValue(items.Text());
        }
        else items.Skip();
    }

    private static bool IsMessageId(ReadOnlySpan<byte> name) => name.Length > 18
        && Ascii.EqualsIgnoreCase(name[..18], "BODY[HEADER.FIELDS"u8) && name.IndexOf("ESSAGE-"u8) > 0;

    /// <summary>From <c>Message-ID: &lt;a@b&gt;</c> and its line ends; a folded value is put together.</summary>
    private static string HeaderValue(string? header)
    {
        var colon = header?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (colon < 0) return "";
        var value = header![(colon + 1)..].Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);
        return value.Trim() is { Length: > 998 } endless ? endless[..998] : value.Trim();
    }
}
