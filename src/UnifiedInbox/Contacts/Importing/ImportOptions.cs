using System.ComponentModel.DataAnnotations;

namespace UnifiedInbox.Contacts.Importing;

/// <summary>Imports of contacts. Section <c>Imports</c>.</summary>
internal sealed class ImportOptions
{
    /// <summary>Where uploaded lists wait, below <c>DATA_DIR</c> unless set. Nodes that share it take over each other's imports.</summary>
    public string Folder { get; set; } = "";

    /// <summary>Largest file taken in, bytes. Default 512 MiB, some five million rows.</summary>
    [Range(1024, 1L << 40)]
    public long MostBytes { get; set; } = 512L * 1024 * 1024;

    /// <summary>Rows committed together. Default 500: well below a second, since an open transaction holds back the live feed.</summary>
    [Range(1, 5000)]
    public int BatchRows { get; set; } = 500;

    /// <summary>How long a node that says nothing more is taken to be at work. Default 15 s.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Days the report of an import is kept. Default 30. The file itself goes with the import's end.</summary>
    [Range(1, 3650)]
    public int KeepReportDays { get; set; } = 30;
}
