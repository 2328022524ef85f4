using System.ComponentModel.DataAnnotations;

namespace UnifiedInbox.Contacts.Exporting;

/// <summary>Packages of everything about one person. Section <c>Exports</c>.</summary>
internal sealed class ExportOptions
{
    /// <summary>With more messages than this a package is made in the background. Default 2,000.</summary>
    [Range(0, int.MaxValue)]
    public int MostDirectMessages { get; set; } = 2000;

    /// <summary>With more bytes of files than this a package is made in the background. Default 50 MiB.</summary>
    [Range(0, long.MaxValue)]
    public long MostDirectBytes { get; set; } = 50L * 1024 * 1024;

    /// <summary>How long a package made in the background can be fetched. Default 1 day.</summary>
    public TimeSpan Keep { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long a node that makes one is waited for. Default 10 minutes.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(10);
}
