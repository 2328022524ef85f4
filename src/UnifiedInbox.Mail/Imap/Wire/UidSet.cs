using System.Globalization;
using System.Text;
using UnifiedInbox.Mail.Imap.Failures;

namespace UnifiedInbox.Mail.Imap.Wire;

/// <summary>Sets such as <c>1:3,7,9:12</c>.</summary>
internal static class UidSet
{
    /// <summary>Servers take command lines of 8,000 bytes and more (RFC 7162 asks for 8,192).</summary>
    private const int LongestText = 7_000;

    /// <summary>Writes UIDs in ascending order, in as many sets as the length of a command line asks for.</summary>
    public static IEnumerable<(string Text, ArraySegment<uint> Uids)> Write(uint[] ascending)
    {
        var text = new StringBuilder();
        var first = 0;
        for (var i = 0; i < ascending.Length;)
        {
            var last = i;
            while (last + 1 < ascending.Length && ascending[last + 1] == ascending[last] + 1) last++;
            if (text.Length > 0) text.Append(',');
            text.Append(CultureInfo.InvariantCulture, $"{ascending[i]}");
            if (last > i) text.Append(CultureInfo.InvariantCulture, $":{ascending[last]}");
            i = last + 1;
            if (text.Length < LongestText && i < ascending.Length) continue;
            yield return (text.ToString(), new ArraySegment<uint>(ascending, first, i - first));
            text.Clear();
            first = i;
        }
    }

    /// <summary>Reads a set into a list; a set that names more than <paramref name="most"/> numbers is a lie.</summary>
    public static void Read(ReadOnlySpan<byte> set, List<uint> into, int most)
    {
        foreach (var range in set.Split((byte)','))
        {
            var text = set[range];
            var colon = text.IndexOf((byte)':');
            var from = Number(colon < 0 ? text : text[..colon]);
            var to = colon < 0 ? from : Number(text[(colon + 1)..]);
            if (from > to) (from, to) = (to, from);
            if (to - from >= most || into.Count + (to - from) >= most)
                throw new ImapProtocolException("too-many-uids", "The mail server names more messages than a folder can hold here.");
            for (var uid = (ulong)from; uid <= to; uid++) into.Add((uint)uid);
        }
    }

    private static uint Number(ReadOnlySpan<byte> digits) =>
        uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ImapProtocolException("bad-uid-set", "The mail server sent a set of UIDs that cannot be read.");
}
