using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace UnifiedInbox.Database;

/// <summary>
/// A piece of the schema that the program carries: a numbered migration (<c>Database/migrations/0001_name.sql</c>, run once)
/// or a file of functions and views beside its feature (<c>Messages/Intake.sql</c>, run again whenever it changes).
/// </summary>
internal sealed record Script(string Name, string Sql, bool IsMigration)
{
    private const string MigrationFolder = "Database/migrations/";

    /// <summary>SHA-256 of the text; line ends do not count, because a checkout may change them.</summary>
    public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    /// <summary>Every script of the program in the order it runs: migrations by number, then functions by path.</summary>
    public static IReadOnlyList<Script> All { get; } = Read(typeof(Script).Assembly);

    private static List<Script> Read(Assembly assembly) =>
    [
        .. assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Select(name => Of(name.Replace('\\', '/'), Text(assembly, name)))
            .OrderByDescending(script => script.IsMigration)
            .ThenBy(script => script.Name, StringComparer.Ordinal),
    ];

    public static Script Of(string path, string text)
    {
        var isMigration = path.StartsWith(MigrationFolder, StringComparison.Ordinal);
        var name = isMigration ? path[MigrationFolder.Length..^".sql".Length] : path;
        return new Script(name, text.ReplaceLineEndings("\n"), isMigration);
    }

    private static string Text(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
