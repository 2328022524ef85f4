using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace UnifiedInbox.Tests;

/// <summary>
/// A real Dovecot with a folder, ports and a certificate of its own. <see cref="Shared"/> is there for the whole run: give
/// each test a user of its own. A test that stops it starts one for itself. Without Dovecot on the machine tests fail.
/// </summary>
internal sealed partial class Dovecot : IAsyncDisposable
{
    /// <summary>Every user's.</summary>
    public const string Password = "pa\"ss\\word{5}";

    private const string Prefix = "unified-inbox-dovecot-";

    private static readonly Lazy<Task<Dovecot>> OneForAll = new(() => StartAsync());
    private static int folders;
    private static int deliveries;

    private readonly string folder;
    private readonly X509Certificate2 certificate;
    private Process? process;
    private int users;

    private Dovecot(string folder)
    {
        this.folder = folder;
        certificate = MakeCertificate();
    }

    public static Task<Dovecot> Shared => OneForAll.Value;

    /// <summary>Plain text, with STARTTLS.</summary>
    public int Port { get; private set; }

    /// <summary>TLS from the first byte.</summary>
    public int TlsPort { get; private set; }

    /// <summary>What a client has to trust; made out for "localhost".</summary>
    public X509Certificate2Collection Roots => [X509CertificateLoader.LoadCertificate(certificate.RawData)];

    public static async Task<Dovecot> StartAsync()
    {
        ClearLeftovers();
        var name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref folders)}");
        var server = new Dovecot(Path.Combine(Path.GetTempPath(), name));
        server.Prepare();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.KillAndDelete();
        await server.RestartAsync();
        return server;
    }

    /// <summary>Starts it again after <see cref="StopAsync"/>, on the same ports.</summary>
    public async Task RestartAsync()
    {
        for (var tries = 1; process is null; tries++)
        {
            if (Port == 0) (Port, TlsPort) = (FreePort(), FreePort());
            await WriteAsync("dovecot.conf", Configuration());
            var started = Run(Find("dovecot"), "-F", "-c", Path.Combine(folder, "dovecot.conf"));
            if (await ListensAsync(started)) process = started;
            else if (tries == 5) throw new InvalidOperationException("Dovecot does not start:\n" + await File.ReadAllTextAsync(Log));
            else (Port, TlsPort) = (0, 0); // somebody else took a port meanwhile
        }
    }

    public async Task StopAsync()
    {
        if (process is null) return;
        using (var ask = Run("kill", "-TERM", process.Id.ToString(CultureInfo.InvariantCulture))) await ask.WaitForExitAsync();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    /// <summary>Adds a user with <see cref="Password"/> and an empty mailbox.</summary>
    /// <returns>The name, unique in this server.</returns>
    public string AddUser()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"user{Interlocked.Increment(ref users)}@example.org");
        MakeDirectory(Path.Combine(folder, "mail", name));
        return name;
    }

    /// <summary>Puts a message into a folder the way a delivery agent does, in a tenth of a millisecond.</summary>
    /// <param name="user">From <see cref="AddUser"/>.</param>
    /// <param name="message">With CRLF line ends.</param>
    /// <param name="mailbox">A folder's name; it is made if it is not there.</param>
    /// <param name="flags">Maildir's letters, in order: D, F, R, S, T. With none the message is new.</param>
    /// <param name="received">Its INTERNALDATE; null for now.</param>
    public void Deliver(string user, ReadOnlySpan<byte> message, string mailbox = "INBOX", string flags = "", DateTimeOffset? received = null)
    {
        var maildir = Maildir(user, mailbox);
        foreach (var part in new[] { "tmp", "new", "cur" }) MakeDirectory(Path.Combine(maildir, part));
        var date = received ?? TimeProvider.System.GetUtcNow();
        var number = Interlocked.Increment(ref deliveries);
        var size = message.Length;
        var name = string.Create(CultureInfo.InvariantCulture,
            $"{date.ToUnixTimeSeconds()}.M{number % 1_000_000:000000}P{Environment.ProcessId}Q{number}.test,S={size},W={size}");
        var temporary = Path.Combine(maildir, "tmp", name);
        File.WriteAllBytes(temporary, message);
        File.SetLastWriteTimeUtc(temporary, date.UtcDateTime);
        File.Move(temporary, flags.Length == 0 ? Path.Combine(maildir, "new", name) : Path.Combine(maildir, "cur", $"{name}:2,{flags}"));
    }

    /// <summary>Makes every UID of a folder mean something else, as a restored backup does. Nobody may have it open.</summary>
    public void ChangeUidValidity(string user, string mailbox = "INBOX")
    {
        var maildir = Maildir(user, mailbox);
        var list = Path.Combine(maildir, "dovecot-uidlist");
        var old = uint.Parse(File.ReadLines(list).First().Split(' ')[1][1..], CultureInfo.InvariantCulture);
        foreach (var file in Directory.GetFiles(maildir, "dovecot*")) File.Delete(file);
        File.WriteAllText(list, string.Create(CultureInfo.InvariantCulture, $"3 V{old + 1} N1 G{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}\n"));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(list, (UnixFileMode)0b110_110_110);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Delete(folder);
        certificate.Dispose();
    }

    private string Log => Path.Combine(folder, "dovecot.log");

    private void Prepare()
    {
        MakeDirectory(folder);
        MakeDirectory(Path.Combine(folder, "mail"));
        File.WriteAllText(Path.Combine(folder, "cert.pem"), certificate.ExportCertificatePem());
        using var key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Dovecot's processes may be others than ours when root started it: they have to get in.</summary>
    private static void MakeDirectory(string path)
    {
        if (Directory.Exists(path)) return;
        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, (UnixFileMode)0b111_111_111);
    }

    private string Maildir(string user, string mailbox)
    {
        var root = Path.Combine(folder, "mail", user);
        var maildir = mailbox == "INBOX" ? root : Path.Combine(root, "." + mailbox.Replace('/', '.'));
        MakeDirectory(maildir);
        return maildir;
    }

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(Path.Combine(folder, name), text);

    private async Task<bool> ListensAsync(Process started)
    {
        for (var end = TimeProvider.System.GetUtcNow().AddSeconds(20); !started.HasExited && TimeProvider.System.GetUtcNow() < end;)
        {
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, TlsPort);
                return true;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }
        if (!started.HasExited) started.Kill();
        return false;
    }

    private static Process Run(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    /// <summary>Debian keeps it where an ordinary user's PATH does not look.</summary>
    private static string Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(["/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin"])
            .Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("Dovecot is not installed: run ./test.sh, which installs it, or apt-get install dovecot-imapd.");

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private void KillAndDelete()
    {
        if (process is { HasExited: false }) process.Kill(); // its children end with it
        if (!Directory.Exists(folder)) return;
        // At the end of a run there is a tenth of a second left, which ten thousand mails are too many for.
        using var remove = Process.Start("rm", ["-rf", folder]);
    }

    /// <summary>A killed run cannot stop its server: the folder tells which process that was.</summary>
    private static void ClearLeftovers()
    {
        foreach (var left in Directory.GetDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            var owner = int.Parse(Path.GetFileName(left)[Prefix.Length..].Split('-')[0], CultureInfo.InvariantCulture);
            if (owner == Environment.ProcessId || Alive(owner) is not null) continue;
            try
            {
                var pidFile = Path.Combine(left, "run", "master.pid");
                if (File.Exists(pidFile) && int.TryParse(File.ReadAllText(pidFile), CultureInfo.InvariantCulture, out var master)
                    && Alive(master) is { ProcessName: "dovecot" } server) server.Kill();
                Delete(left);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
            {
                // another user's
            }
        }
    }

    private static Process? Alive(int id)
    {
        try
        {
            return Process.GetProcessById(id);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static void Delete(string path)
    {
        for (var tries = 0; tries < 5 && Directory.Exists(path); tries++)
        {
            try
            {
                Directory.Delete(path, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // its processes write until they have ended; at worst the next run finishes this
            }
        }
    }
}
