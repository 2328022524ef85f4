using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Database.Backups;

namespace UnifiedInbox.Web.Hosting;

/// <summary>What stands after the program's name: nothing, to serve, or one of a few commands.</summary>
internal static class CommandLine
{
    private const string Help = """
        Unified Inbox

          (nothing)               serve pages, API and webhooks on PORT (3000)
          migrate                 bring the database to this version's schema
          backup FILE             write everything into one archive, also while the product runs
          restore FILE [--force]  make the database what it was; --force replaces one that is in use
          reset-password EMAIL    print a link to choose a new password
          simulator [PORT]        the carrier alone, on PORT (3001), for a product elsewhere or a test
          help                    this page

        Settings come from the environment or a .env file; .env.example lists them all.
        """;

    public static async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            return arguments switch
            {
                [] => await ServeAsync(),
                ["migrate"] => await MigrateAsync(),
                ["backup", var file] => await BackupAsync(file),
                ["restore", var file] => await RestoreAsync(file, force: false),
                ["restore", var file, "--force"] => await RestoreAsync(file, force: true),
                ["simulator"] => await CarrierAlone.RunAsync(port: 3001),
                ["simulator", var port] when int.TryParse(port, out var number) => await CarrierAlone.RunAsync(number),
                [ResetPasswordCommand.Name, .. var rest] => await ResetPasswordAsync(rest),
                ["help" or "--help" or "-h"] => Print(Help),
                _ => throw new OperatorException($"There is no command “{string.Join(' ', arguments)}”; `help` lists those there are."),
            };
        }
        catch (OperatorException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        catch (AuthenticationTagMismatchException)
        {
            await Console.Error.WriteLineAsync("What the database holds was encrypted with another SECRET_KEY (or the secret.key of another DATA_DIR). Set the one it was written with.");
            return 1;
        }
        catch (OptionsValidationException e)
        {
            await Console.Error.WriteLineAsync($"A setting is wrong. {e.Message}");
            return 1;
        }
    }

    private static async Task<int> ServeAsync()
    {
        await using var app = await Application.StartAsync(Settings.Read(), replace: null, CancellationToken.None);
        Banner.Print(app);
        await app.Host.WaitForShutdownAsync();
        return 0;
    }

    private static async Task<int> MigrateAsync()
    {
        await using var app = await OpenMigratedAsync();
        return Print("The database has this version's schema.");
    }

    private static async Task<int> BackupAsync(string file)
    {
        await using var app = await Application.OpenAsync(Settings.Read(), beside: true, CancellationToken.None);
        var manifest = await app.Services.GetRequiredService<WriteBackup>().RunAsync(Path.GetFullPath(file), CancellationToken.None);
        return Print($"{manifest.Rows:N0} rows of {manifest.Tables.Count} tables, and the files, are in {file}. It holds secrets: keep it as safe as the database.");
    }

    private static async Task<int> RestoreAsync(string file, bool force)
    {
        await using var app = await Application.OpenAsync(Settings.Read(), beside: false, CancellationToken.None);
        var manifest = await app.Services.GetRequiredService<RestoreBackup>().RunAsync(Path.GetFullPath(file), force, CancellationToken.None);
        return Print($"The database is what it was on {manifest.MadeAt:yyyy-MM-dd HH:mm} UTC: {manifest.Rows:N0} rows of {manifest.Tables.Count} tables. "
            + "Messages that were waiting to be sent are held: the original may have sent them.");
    }

    private static async Task<int> ResetPasswordAsync(string[] arguments)
    {
        await using var app = await OpenMigratedAsync();
        return await ResetPasswordCommand.RunAsync(app.Services, arguments, Console.Out, Console.Error, CancellationToken.None);
    }

    private static async Task<Application> OpenMigratedAsync()
    {
        var app = await Application.OpenAsync(Settings.Read(), beside: true, CancellationToken.None);
        if (await app.Services.GetRequiredService<DatabaseStartup>().TryAsync(CancellationToken.None)) return app;
        await app.DisposeAsync();
        throw new OperatorException("The database that DATABASE_URL names cannot be reached.");
    }

    private static int Print(string text)
    {
        Console.WriteLine(text);
        return 0;
    }
}
