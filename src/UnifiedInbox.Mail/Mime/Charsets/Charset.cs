using System.Collections.Concurrent;
using System.Text;

namespace UnifiedInbox.Mail.Mime.Charsets;

/// <summary>
/// Names of charsets as mail has them, mapped to the superset that senders mean: gb2312 is written and GBK or GB 18030 sent,
/// iso-8859-1 is written and windows-1252 sent. Unknown names answer null.
/// </summary>
internal static class Charset
{
    private const int MostNames = 500;

    /// <summary>Names come from mail: a hostile one can have any number of them, so only so many are remembered.</summary>
    private static readonly ConcurrentDictionary<string, Encoding?> Known = new(StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<string, string> Aliases = new(StringComparer.Ordinal)
    {
        ["utf8"] = "utf-8", ["utf-8mb4"] = "utf-8", ["unicode-1-1-utf-8"] = "utf-8", ["cp65001"] = "utf-8", ["x-utf-8"] = "utf-8",
        ["ascii"] = "us-ascii", ["us-ascii"] = "us-ascii", ["ansi_x3.4-1968"] = "us-ascii", ["646"] = "us-ascii",
        ["iso-8859-1"] = "windows-1252", ["iso8859-1"] = "windows-1252", ["iso_8859-1"] = "windows-1252", ["latin1"] = "windows-1252",
        ["latin-1"] = "windows-1252", ["iso-latin-1"] = "windows-1252", ["x-ansi"] = "windows-1252", ["ansi"] = "windows-1252",
        ["cp819"] = "windows-1252", ["8859_1"] = "windows-1252", ["iso-8859-1-windows-3.1-latin-1"] = "windows-1252",
        ["latin2"] = "iso-8859-2", ["latin-2"] = "iso-8859-2", ["iso-8859-9"] = "windows-1254", ["latin5"] = "windows-1254",
        ["latin-9"] = "iso-8859-15", ["latin9"] = "iso-8859-15", ["iso-8859-8-i"] = "iso-8859-8", ["iso-8859-8-e"] = "iso-8859-8",
        ["iso-8859-6-i"] = "iso-8859-6", ["iso-8859-6-e"] = "iso-8859-6", ["iso-8859-11"] = "windows-874", ["tis-620"] = "windows-874",
        ["gb2312"] = "gb18030", ["gbk"] = "gb18030", ["x-gbk"] = "gb18030", ["cp936"] = "gb18030", ["ms936"] = "gb18030",
        ["gb_2312-80"] = "gb18030", ["gb2312-80"] = "gb18030", ["euc-cn"] = "gb18030", ["chinese"] = "gb18030", ["cn-gb"] = "gb18030",
        ["gb18030-2000"] = "gb18030", ["windows-936"] = "gb18030", ["hz-gb-2312"] = "hz-gb-2312", ["hz"] = "hz-gb-2312",
        ["big5-hkscs"] = "big5", ["big5hkscs"] = "big5", ["big-5"] = "big5", ["cn-big5"] = "big5", ["x-x-big5"] = "big5", ["cp950"] = "big5",
        ["windows-950"] = "big5", ["ks_c_5601-1987"] = "949", ["ks_c_5601"] = "949", ["ks_c_5601-1989"] = "949", ["ksc5601"] = "949",
        ["ksc_5601"] = "949", ["euc-kr"] = "949", ["euckr"] = "949", ["korean"] = "949", ["windows-949"] = "949", ["cp949"] = "949", ["uhc"] = "949",
        ["ks_c-5601-1987"] = "949", ["5601"] = "949",
        ["shift_jis"] = "932", ["shift-jis"] = "932", ["sjis"] = "932", ["x-sjis"] = "932", ["ms_kanji"] = "932", ["windows-31j"] = "932",
        ["cp932"] = "932", ["ms932"] = "932", ["windows-932"] = "932", ["shift_jis-2004"] = "932", ["shift_jisx0213"] = "932",
        ["iso-2022-jp"] = "50221", ["iso-2022-jp-ms"] = "50221", ["cp50220"] = "50221", ["cp50221"] = "50221", ["iso-2022-jp-1"] = "50221",
        ["iso-2022-jp-2"] = "50221", ["iso-2022-jp-2004"] = "50221", ["iso-2022-jp-3"] = "50221", ["jis"] = "50221", ["csiso2022jp"] = "50221",
        ["euc-jp"] = "51932", ["eucjp"] = "51932", ["x-euc-jp"] = "51932", ["eucjp-ms"] = "51932", ["cp51932"] = "51932", ["ujis"] = "51932",
        ["koi8"] = "koi8-r", ["koi8_r"] = "koi8-r", ["koi8-ru"] = "koi8-u", ["macintosh"] = "10000", ["mac"] = "10000", ["x-mac-roman"] = "10000",
        ["macroman"] = "10000", ["x-mac-cyrillic"] = "10007", ["utf16"] = "utf-16", ["ucs-2"] = "utf-16", ["unicode"] = "utf-16",
        ["utf16le"] = "utf-16le", ["utf16be"] = "utf-16be", ["utf32"] = "utf-32",
    };

    /// <summary>Whether the name means UTF-7, which no encoding object stands for.</summary>
    public static bool IsUtf7(ReadOnlySpan<char> name) =>
        name.Equals("utf-7", StringComparison.OrdinalIgnoreCase) || name.Equals("utf7", StringComparison.OrdinalIgnoreCase)
        || name.Equals("unicode-1-1-utf-7", StringComparison.OrdinalIgnoreCase);

    /// <summary>An encoding that replaces what it cannot read and never throws.</summary>
    public static Encoding? Find(string? name)
    {
        if (string.IsNullOrEmpty(name) || name.Length > 60) return null;
        if (Known.TryGetValue(name, out var known)) return known;
        var found = Look(name.Trim().Trim('"', '\'').ToLowerInvariant());
        if (Known.Count < MostNames) Known[name] = found;
        return found;
    }

    private static Encoding? Look(string name)
    {
        if (Aliases.TryGetValue(name, out var alias)) name = alias;
        return name switch
        {
            "utf-8" => Encoding.UTF8,
            "us-ascii" => Encoding.ASCII,
            "utf-16" or "utf-16le" => Encoding.Unicode,
            "utf-16be" => Encoding.BigEndianUnicode,
            "utf-32" or "utf-32le" => Encoding.UTF32,
            "utf-32be" => new UTF32Encoding(bigEndian: true, byteOrderMark: true),
            _ => Page(name),
        };
    }

    /// <summary>By name, or by number where the name is one or ends in one: cp1251, windows1251, ibm850, x-cp1252, 1252.</summary>
    private static Encoding? Page(string name)
    {
        var page = CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ReplacementFallback, DecoderFallback.ReplacementFallback);
        if (page is not null) return page;
        var digits = name.Length;
        while (digits > 0 && char.IsAsciiDigit(name[digits - 1])) digits--;
        if (digits == name.Length) return null;
        var prefix = name[..digits].TrimEnd('-', '_');
        if (prefix is not ("" or "cp" or "windows" or "win" or "x-cp" or "ibm" or "x-windows" or "ms" or "iso" or "iso8859" or "iso-8859" or "iso_8859" or "8859")) return null;
        if (!int.TryParse(name.AsSpan(digits), out var number)) return null;
        if (!prefix.EndsWith("8859", StringComparison.Ordinal)) return ByNumber(number);
        return number switch { 1 => ByNumber(1252), 9 => ByNumber(1254), 11 => ByNumber(874), > 1 and < 16 => ByNumber(28590 + number), _ => null };
    }

    private static Encoding? ByNumber(int number) => number is > 0 and < 65000
        ? CodePagesEncodingProvider.Instance.GetEncoding(number, EncoderFallback.ReplacementFallback, DecoderFallback.ReplacementFallback)
        : null;
}
