using System.Text;

namespace UnifiedInbox.Csv;

/// <summary>The encodings a CSV file may be in, by the names the plan of an import keeps.</summary>
internal static class CsvEncoding
{
    public const string Utf8 = "utf-8";
    public const string Utf16Little = "utf-16le";
    public const string Utf16Big = "utf-16be";
    public const string Windows = "windows-1252";

    /// <summary>The name and what people call it, the usual ones first.</summary>
    public static readonly IReadOnlyList<(string Name, string Words)> All =
    [
        (Utf8, "Unicode (UTF-8)"), (Windows, "Western European (Windows-1252)"), (Utf16Little, "Unicode (UTF-16)"), (Utf16Big, "Unicode (UTF-16, big-endian)"),
        ("iso-8859-15", "Western European (ISO 8859-15)"), ("macintosh", "Western European (Mac)"), ("ibm850", "Western European (DOS)"),
        ("windows-1250", "Central European (Windows-1250)"), ("windows-1251", "Cyrillic (Windows-1251)"), ("koi8-r", "Cyrillic (KOI8-R)"),
        ("windows-1253", "Greek (Windows-1253)"), ("windows-1254", "Turkish (Windows-1254)"), ("windows-1255", "Hebrew (Windows-1255)"),
        ("windows-1256", "Arabic (Windows-1256)"), ("windows-1257", "Baltic (Windows-1257)"), ("windows-1258", "Vietnamese (Windows-1258)"),
        ("windows-874", "Thai (Windows-874)"), ("shift_jis", "Japanese (Shift JIS)"), ("euc-jp", "Japanese (EUC)"), ("gb18030", "Chinese, simplified (GB18030)"),
        ("big5", "Chinese, traditional (Big5)"), ("euc-kr", "Korean (EUC)"),
    ];

    public static bool Exists(string name) => All.Any(encoding => encoding.Name == name);

    /// <summary>What is no character in it becomes U+FFFD, by which the reader of rows knows.</summary>
    public static Encoding Of(string name) => name switch
    {
        Utf8 => new UTF8Encoding(encoderShouldEmitUTF8Identifier: true),
        Utf16Little => new UnicodeEncoding(bigEndian: false, byteOrderMark: true),
        Utf16Big => new UnicodeEncoding(bigEndian: true, byteOrderMark: true),
        _ => CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name),
    };
}

/// <summary>
/// Tells a file's encoding while it is stored: by its mark; else UTF-16 by the zeros of its Latin letters; else UTF-8 where every byte
/// of the file fits, which no other encoding with accents does by chance; else Windows-1252, what spreadsheets write in the West.
/// </summary>
internal sealed class EncodingDetector
{
    private const int Looked = 64 * 1024;
    private readonly Decoder utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
    private readonly char[] scratch = new char[4096];
    private readonly byte[] head = new byte[3];
    private readonly int[] zeros = new int[2];
    private long length;
    private bool isUtf8 = true;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length && length + i < Looked; i++)
        {
            if (length + i < head.Length) head[length + i] = bytes[i];
            if (bytes[i] == 0) zeros[(length + i) % 2]++;
        }
        length += bytes.Length;
        if (isUtf8) isUtf8 = Decodes(bytes, flush: false);
    }

    public string Name()
    {
        if (head is [0xEF, 0xBB, 0xBF]) return CsvEncoding.Utf8;
        if (head is [0xFF, 0xFE, _]) return CsvEncoding.Utf16Little;
        if (head is [0xFE, 0xFF, _]) return CsvEncoding.Utf16Big;
        var half = Math.Min(length, Looked) / 2;
        if (zeros[1] > half * 0.4 && zeros[0] < half * 0.1) return CsvEncoding.Utf16Little;
        if (zeros[0] > half * 0.4 && zeros[1] < half * 0.1) return CsvEncoding.Utf16Big;
        return isUtf8 && Decodes([], flush: true) ? CsvEncoding.Utf8 : CsvEncoding.Windows;
    }

    private bool Decodes(ReadOnlySpan<byte> bytes, bool flush)
    {
        try
        {
            do
            {
                utf8.Convert(bytes, scratch, flush, out var used, out _, out _);
                bytes = bytes[used..];
            }
            while (bytes.Length > 0);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
