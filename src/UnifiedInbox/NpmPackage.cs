namespace UnifiedInbox;

/// <summary>A package that <c>npm ci</c> brought for this machine: native programs and libraries come that way too.</summary>
internal static class NpmPackage
{
    /// <summary>Looks in <c>node_modules</c> beside the program and in the project it was built from, upwards; null where it is not.</summary>
    /// <param name="package">Its name, with a scope before a slash.</param>
    /// <param name="needed">A folder in it that has to be there.</param>
    public static string? Find(string package, string needed)
    {
        var name = Path.Combine(["node_modules", .. package.Split('/')]);
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            foreach (var place in new[] { name, Path.Combine("src", "UnifiedInbox", name) })
            {
                var path = Path.Combine(folder.FullName, place);
                if (Directory.Exists(Path.Combine(path, needed))) return path;
            }
        }
        return null;
    }
}
