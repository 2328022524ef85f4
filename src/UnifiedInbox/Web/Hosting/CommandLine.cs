namespace UnifiedInbox.Web.Hosting;

/// <summary>What stands after the program's name: nothing to serve, or one of a few commands.</summary>
internal static class CommandLine
{
    private const string Help = """
        Unified Inbox

          (nothing)              serve pages, API and webhooks on PORT (3000)
          migrate                bring the database to this version's schema and end
          help                   this page

        Settings come from the environment or a .env file; .env.example lists them all.
        """;

    public static async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            return arguments switch
            {
                [] => await ServeAsync(),
                ["help" or "--help" or "-h"] => Print(Help),
                _ => throw new OperatorException($"There is no command “{string.Join(' ', arguments)}”; `help` lists those there are."),
            };
        }
        catch (OperatorException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
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

    private static int Print(string text)
    {
        Console.WriteLine(text);
        return 0;
    }
}
