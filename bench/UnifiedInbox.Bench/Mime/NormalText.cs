using System.Text;

namespace UnifiedInbox.Bench.Mime;

/// <summary>Texts without what parsers may differ in: kinds of line ends, blanks at the end of a line, empty lines around.</summary>
internal static class NormalText
{
    /// <summary>Runs of U+FFFD made one as well: parsers count the bytes of a broken character differently.</summary>
    public static string Of(string text)
    {
        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n').Select(line => line.TrimEnd(' ', '\t'));
        var joined = string.Join('\n', lines).Trim('\n');
        var result = new StringBuilder(joined.Length);
        foreach (var character in joined)
        {
            if (character != '\uFFFD' || result.Length == 0 || result[^1] != '\uFFFD') result.Append(character);
        }
        return result.ToString();
    }

    public static byte[] Of(byte[] bytes)
    {
        var result = new List<byte>(bytes.Length);
        for (var index = 0; index < bytes.Length; index++)
        {
            if (bytes[index] != '\r') result.Add(bytes[index]);
            else if (index + 1 >= bytes.Length || bytes[index + 1] != '\n') result.Add((byte)'\n');
        }
        var end = result.Count;
        while (end > 0 && result[end - 1] is (byte)' ' or (byte)'\t' or (byte)'\n' or 0x0B or 0x0C) end--;
        return [.. result[..end]];
    }
}
