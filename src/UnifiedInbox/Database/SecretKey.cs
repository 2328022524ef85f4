using System.Security.Cryptography;

namespace UnifiedInbox.Database;

/// <summary>
/// <c>SECRET_KEY</c> (also <c>BETTER_AUTH_SECRET</c>): at least 32 characters. Where none is set, one is made and kept in the data
/// folder; nodes that share a database must share the key, so they set it.
/// </summary>
internal sealed record SecretKey(string Text)
{
    public const string FileName = "secret.key";
    private const int ShortestLength = 32;

    public static SecretKey From(IConfiguration configuration, string dataDir)
    {
        if (configuration.Text("SECRET_KEY", "BETTER_AUTH_SECRET") is not { } text) return new SecretKey(Kept(dataDir));
        if (text.Length >= ShortestLength) return new SecretKey(text);
        throw new OperatorException($"SECRET_KEY has {text.Length} characters and needs at least {ShortestLength}. "
            + "Make one with: openssl rand -base64 48");
    }

    /// <summary>Puts the key of a backup in the place of the generated one.</summary>
    public static void Replace(string dataDir, string text) => Write(Path.Combine(dataDir, FileName), text.Trim(), overwrite: true);

    private static string Kept(string dataDir)
    {
        var file = Path.Combine(dataDir, FileName);
        try
        {
            Directory.CreateDirectory(dataDir);
            if (!File.Exists(file)) Make(file);
            return File.ReadAllText(file).Trim() is { Length: >= ShortestLength } text
                ? text
                : throw new OperatorException($"{file} holds no usable key. Put its copy from a backup back, or set SECRET_KEY.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"A secret key cannot be kept in {file}: {e.Message} Set SECRET_KEY, or DATA_DIR to a folder this account owns.", e);
        }
    }

    /// <summary>Two starts at once agree on the first one's.</summary>
    private static void Make(string file)
    {
        try
        {
            Write(file, Convert.ToBase64String(RandomNumberGenerator.GetBytes(48)), overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            // the other one's is as good
        }
    }

    /// <summary>Written beside its place and moved there: a key is never half-written, and nobody else may read it.</summary>
    private static void Write(string file, string text, bool overwrite)
    {
        var partial = $"{file}.{Environment.ProcessId}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using (var writer = new StreamWriter(partial, options)) writer.WriteLine(text);
            File.Move(partial, file, overwrite);
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
