using System.Text;

namespace UnifiedInbox.Mail.Imap.Wire;

/// <summary>Folder names as RFC 3501 section 5.1.3 writes them: <c>Entw&amp;APw-rfe</c> is Entwürfe.</summary>
internal static class ModifiedUtf7
{
    public static string Encode(string title)
    {
        var name = new StringBuilder(title.Length);
        for (var i = 0; i < title.Length;)
        {
            if (title[i] == '&') name.Append("&-");
            else if (title[i] is >= ' ' and <= '~') name.Append(title[i]);
            if (title[i] is >= ' ' and <= '~')
            {
                i++;
                continue;
            }
            var end = i;
            while (end < title.Length && title[end] is < ' ' or > '~') end++;
            var base64 = Convert.ToBase64String(Encoding.BigEndianUnicode.GetBytes(title[i..end]));
            name.Append('&').Append(base64.TrimEnd('=').Replace('/', ',')).Append('-');
            i = end;
        }
        return name.ToString();
    }

    /// <summary>What cannot be decoded is answered as it is: the name still opens the folder.</summary>
    public static string Decode(string name)
    {
        var title = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] != '&')
            {
                title.Append(name[i]);
                continue;
            }
            var end = name.IndexOf('-', i);
            if (end < 0 || end > i + 1 && !Shifted(name[(i + 1)..end], title)) return name;
            if (end == i + 1) title.Append('&');
            i = end;
        }
        return title.ToString();
    }

    private static bool Shifted(string base64, StringBuilder into)
    {
        var padded = base64.Replace(',', '/').PadRight((base64.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length];
        if (!Convert.TryFromBase64String(padded, bytes, out var length) || length % 2 != 0) return false;
        into.Append(Encoding.BigEndianUnicode.GetString(bytes, 0, length));
        return true;
    }
}
