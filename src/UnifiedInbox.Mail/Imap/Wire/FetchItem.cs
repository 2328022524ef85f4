using System.Text;

namespace UnifiedInbox.Mail.Imap.Wire;

/// <summary>FETCH items as they come back.</summary>
internal static class FetchItem
{
    private const int MostFlags = 1000;

    /// <summary>Flags that nearly every message has some of: these need no string of their own.</summary>
    private static readonly string[] Usual = ["\\Seen", "\\Answered", "\\Flagged", "\\Deleted", "\\Draft", "\\Recent", "$Forwarded"];

    /// <summary>A part of the mail itself: <c>BODY[…]</c>, <c>BINARY[…]</c>, <c>RFC822</c>, <c>RFC822.HEADER</c>.</summary>
    public static bool IsBody(ReadOnlySpan<byte> name) =>
        Starts(name, "BODY["u8) || Starts(name, "BINARY["u8)
        || Starts(name, "RFC822"u8) && !Ascii.EqualsIgnoreCase(name, "RFC822.SIZE"u8);

    /// <summary>A body, but for header fields, which are data about the mail.</summary>
    public static bool IsContent(ReadOnlySpan<byte> name) => IsBody(name) && !Starts(name, "BODY[HEADER.FIELDS"u8);

    public static List<string> Flags(TokenReader list)
    {
        var flags = new List<string>();
        while (!list.AtEnd && flags.Count < MostFlags)
        {
            var flag = UsualOf(list.PeekValue) ?? list.Peek?.Kind switch
            {
                TokenKind.Atom or TokenKind.Quoted => Encoding.Latin1.GetString(list.PeekValue),
                _ => null,
            };
            list.Skip();
            if (flag is { Length: > 0 }) flags.Add(flag);
        }
        return flags;
    }

    private static string? UsualOf(ReadOnlySpan<byte> value)
    {
        foreach (var flag in Usual)
            if (Ascii.EqualsIgnoreCase(value, flag)) return flag;
        return null;
    }

    private static bool Starts(ReadOnlySpan<byte> name, ReadOnlySpan<byte> with) =>
        name.Length >= with.Length && Ascii.EqualsIgnoreCase(name[..with.Length], with);
}
