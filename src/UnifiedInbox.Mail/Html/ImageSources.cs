namespace UnifiedInbox.Mail.Html;

/// <summary>Decides for every picture of one mail, and counts those on the web.</summary>
internal sealed class ImageSources(CleanOptions options, Func<string, bool>? isOurs = null)
{
    private readonly HashSet<string> ours = new(StringComparer.Ordinal);

    public int Remote { get; private set; }

    /// <summary>The address to load a picture from, null where it is not to be loaded.</summary>
    public string? Resolve(string? address)
    {
        if (address is null) return null;
        if (ours.Contains(address) || isOurs?.Invoke(address) == true) return address;
        if (Links.DataImage(address) is { } data) return data;
        if (Links.ContentId(address) is { } id)
        {
            if (options.InlineImage?.Invoke(id) is not { } url) return null;
            ours.Add(url);
            return url;
        }
        if (Links.RemoteImage(address) is not { } remote) return null;
        Remote++;
        if (!options.AllowRemoteImages) return null;
        return options.ImagesOverTls ? Links.OverTls(remote) : remote;
    }
}
