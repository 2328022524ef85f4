using System.Text.Json;
using System.Text.Json.Serialization;

namespace UnifiedInbox.Database.Backups;

/// <summary>
/// What an archive holds. A backup is a zip file: this as <c>manifest.json</c>, one <c>tables/NAME.copy</c> a table in the text
/// format of COPY, and the files of <see cref="IBackedUpFiles"/> below their names. Any PostgreSQL can load it.
/// </summary>
/// <param name="Format">Changes when an older program could not read the archive.</param>
/// <param name="Version">The program that wrote it.</param>
/// <param name="Migrations">The schema the tables are of.</param>
/// <param name="Tables">In an order in which they can be loaded: a table after those it refers to.</param>
internal sealed record BackupManifest(
    int Format, DateTimeOffset MadeAt, string Version, IReadOnlyList<string> Migrations, IReadOnlyList<BackupTable> Tables)
{
    public const int CurrentFormat = 1;
    public const string EntryName = "manifest.json";

    public long Rows => Tables.Sum(table => table.Rows);
}

internal sealed record BackupTable(string Name, IReadOnlyList<string> Columns, long Rows)
{
    [JsonIgnore]
    public string EntryName => $"tables/{Name}.copy";

    [JsonIgnore]
    public string ColumnList => string.Join(", ", Columns.Select(column => $"\"{column}\""));
}

[JsonSerializable(typeof(BackupManifest))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
internal sealed partial class BackupJson : JsonSerializerContext;
