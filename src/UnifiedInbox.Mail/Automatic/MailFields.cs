namespace UnifiedInbox.Mail.Automatic;

/// <summary>Header fields by name, in any case.</summary>
internal sealed class MailFields(IEnumerable<KeyValuePair<string, string>> headers)
{
    private readonly ILookup<string, string> byName = headers.ToLookup(field => field.Key.Trim(), field => field.Value ?? "", StringComparer.OrdinalIgnoreCase);

    /// <summary>The first field of that name, null where there is none.</summary>
    public string? this[string name] => byName[name].FirstOrDefault();

    public IEnumerable<string> All(string name) => byName[name];

    /// <summary>The first word, in small letters, before any parameter or comment.</summary>
    public static string? FirstToken(string? value)
    {
        if (value is null) return null;
        var end = value.AsSpan().IndexOfAny(';', '(', ',');
        return (end < 0 ? value : value[..end]).Trim().ToLowerInvariant();
    }

    /// <summary>What stands before the @ of the address in a field such as <c>From</c>, in small letters.</summary>
    public static string? LocalPart(string? value)
    {
        if (value is null) return null;
        var open = value.LastIndexOf('<');
        var address = open < 0 ? value : value[(open + 1)..];
        var at = address.IndexOf('@');
        return (at < 0 ? address.TrimEnd('>') : address[..at]).Trim().ToLowerInvariant();
    }

    /// <summary>A parameter of a field such as <c>Content-Type</c>, in small letters.</summary>
    public static string? Parameter(string? value, string name)
    {
        foreach (var part in (value ?? "").Split(';').Skip(1))
        {
            var equals = part.IndexOf('=');
            if (equals > 0 && part[..equals].Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                return part[(equals + 1)..].Trim().Trim('"').ToLowerInvariant();
        }
        return null;
    }
}
