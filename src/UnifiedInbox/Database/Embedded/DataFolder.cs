using System.Globalization;

namespace UnifiedInbox.Database.Embedded;

/// <summary>
/// The folder that holds everything of one installation: the database, its log, attachments, the generated secret. One
/// running app owns it, by an exclusive lock on <c>lock</c> that the system lets go of when the process ends, however it ends.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream? @lock;

    private DataFolder(string path, FileStream? @lock)
    {
        Path = path;
        this.@lock = @lock;
    }

    public string Path { get; }

    /// <summary>False for a command that works beside the running app.</summary>
    public bool IsOwner => @lock is not null;

    /// <summary>The server's files; owned by the account PostgreSQL runs under.</summary>
    public string Postgres => System.IO.Path.Combine(Path, "postgres");

    public string Cluster => System.IO.Path.Combine(Postgres, "data");

    public string Log => System.IO.Path.Combine(Postgres, "start.log");

    /// <summary>
    /// Where data goes when <c>DATA_DIR</c> says nothing. Root's PostgreSQL runs under another account, which cannot look into
    /// <c>/root</c>; so there it is a system folder.
    /// </summary>
    public static string Default()
    {
        if (Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows()) return "/var/lib/unified-inbox";
        var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return local.Length > 0
            ? System.IO.Path.Combine(local, "unified-inbox")
            : throw new EmbeddedPostgresException("This account has no home folder to keep data in. Set DATA_DIR to a folder it can write to.");
    }

    /// <summary>Makes the folder where it is missing and becomes its owner, or says who is.</summary>
    public static DataFolder Own(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        var ownerFile = System.IO.Path.Combine(path, "owner");
        try
        {
            Directory.CreateDirectory(path);
            var stream = new FileStream(System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(ownerFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new DataFolder(path, stream);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new EmbeddedPostgresException($"The data folder {path} cannot be written to. Set DATA_DIR to a folder this account owns.", e);
        }
        catch (IOException e) when (File.Exists(ownerFile))
        {
            throw new DataFolderTakenException($"Another Unified Inbox (process {Owner(ownerFile)}) is running on the data in {path}. "
                + "Stop it first, or set DATA_DIR to another folder.", e);
        }
        catch (IOException e)
        {
            throw new EmbeddedPostgresException($"The data folder {path} cannot be used: {e.Message} Set DATA_DIR to another folder.", e);
        }
    }

    /// <summary>The folder of an app that is running: to be worked beside, not to be changed.</summary>
    public static DataFolder Visit(string path) => new(System.IO.Path.GetFullPath(path), null);

    public void Dispose() => @lock?.Dispose();

    private static string Owner(string file)
    {
        try { return File.ReadAllText(file).Trim(); }
        catch (IOException) { return "unknown"; }
    }
}
