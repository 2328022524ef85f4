using UnifiedInbox.Mail.Mime.Headers;
using UnifiedInbox.Mail.Mime.Sources;
using UnifiedInbox.Mail.Mime.Structure;

namespace UnifiedInbox.Mail.Mime.Reports;

/// <summary>Blocks of header-like fields with empty lines between them, as reports hold them.</summary>
internal static class StatusFields
{
    private const int Longest = 1024 * 1024;
    private const int MostBlocks = 5_000;

    public static List<HeaderList> Read(MimePart part)
    {
        using var content = part.OpenContent();
        var bytes = new byte[Math.Min(part.EncodedLength + 8, Longest)];
        var length = content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        using var source = new MemorySource(bytes.AsMemory(0, length));
        using var window = new Window(source);
        var reader = new HeaderReader(window, part.Limits, new DefectList(0));
        var open = new OpenMultiparts();
        var blocks = new List<HeaderList>();
        for (var at = 0L; at < length && blocks.Count < MostBlocks;)
        {
            var before = at;
            var block = reader.Read(ref at, open);
            if (block.Count > 0) blocks.Add(block);
            if (at == before) break;
        }
        return blocks;
    }
}
