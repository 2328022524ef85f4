namespace UnifiedInbox;

/// <summary>
/// Where settings come from: the environment, then a <c>.env</c> file. The file is looked for in the current folder, and beside
/// the project and the solution the program was built from, so that it is found from any folder.
/// </summary>
internal static class Settings
{
    public static IConfiguration Read() => From(Environment.GetEnvironmentVariables()
        .Cast<System.Collections.DictionaryEntry>()
        .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value), readFiles: true);

    /// <summary>From these variables alone, so that tests run several apps in one process.</summary>
    public static IConfiguration From(IReadOnlyDictionary<string, string?> environment, bool readFiles = false)
    {
        var builder = new ConfigurationBuilder();
        if (readFiles)
        {
            builder.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true, reloadOnChange: false);
            foreach (var file in Files().Reverse()) builder.AddInMemoryCollection(ParseFile(file));
        }
        return builder.AddInMemoryCollection(environment.Select(Named)).Build();
    }

    /// <summary>A variable that is set but empty counts as not set, as in a <c>.env</c> file copied from the example.</summary>
    public static string? Text(this IConfiguration configuration, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (configuration[name]?.Trim() is { Length: > 0 } value) return value;
        return null;
    }

    public static int Number(this IConfiguration configuration, string name, int fallback, int lowest, int highest)
    {
        if (configuration.Text(name) is not { } text) return fallback;
        return int.TryParse(text, out var number) && number >= lowest && number <= highest
            ? number
            : throw new OperatorException($"{name} is “{text}”; it must be a number from {lowest} to {highest}.");
    }

    private static IEnumerable<string> Files()
    {
        List<string> folders = [Environment.CurrentDirectory];
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (folder.EnumerateFiles("UnifiedInbox.*").Any(file => file.Extension is ".csproj" or ".slnx")) folders.Add(folder.FullName);
        return folders.Distinct().Select(folder => Path.Combine(folder, ".env")).Where(File.Exists);
    }

    private static List<KeyValuePair<string, string?>> ParseFile(string file)
    {
        try
        {
            return [.. DotNetEnv.Env.NoEnvVars().Load(file).Select(pair => Named(new(pair.Key, pair.Value)))];
        }
        catch (Exception e) when (e is not IOException)
        {
            throw new OperatorException($"{file} cannot be read as lines of NAME=value: {e.Message.Split('\n')[0]}", e);
        }
    }

    /// <summary><c>ConnectionStrings__Postgres</c> is how a shell writes <c>ConnectionStrings:Postgres</c>.</summary>
    private static KeyValuePair<string, string?> Named(KeyValuePair<string, string?> variable) =>
        new(variable.Key.Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal), variable.Value);
}
