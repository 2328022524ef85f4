namespace UnifiedInbox.Meaning.Text;

/// <summary>Files that are built into the program, by their name in <c>Shipped/</c>.</summary>
internal static class Resource
{
    public static Stream Open(string name) =>
        typeof(Resource).Assembly.GetManifestResourceStream("meaning/" + name) ?? throw new InvalidOperationException($"{name} is not built into the program.");

    public static IEnumerable<string> Lines(string name)
    {
        using var reader = new StreamReader(Open(name));
        while (reader.ReadLine() is { } line) yield return line;
    }
}
