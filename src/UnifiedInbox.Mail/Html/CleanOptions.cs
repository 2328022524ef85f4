namespace UnifiedInbox.Mail.Html;

/// <summary>What a cleaned mail may show.</summary>
public sealed record CleanOptions
{
    /// <summary>
    /// Whether pictures from the web stay. Default false: loading one tells its sender that, when and where the mail was read.
    /// </summary>
    public bool AllowRemoteImages { get; init; }

    /// <summary>
    /// Whether pictures that a mail asks for over http are asked for over https instead: nobody on the way then sees which, and a page that came
    /// over https may show them. Default false.
    /// </summary>
    public bool ImagesOverTls { get; init; }

    /// <summary>
    /// Where a picture that came with the mail is served: content id (without <c>cid:</c> and brackets) to URL, null for an unknown
    /// one. The URL is ours and is written as it is. Default: no such pictures.
    /// </summary>
    public Func<string, string?>? InlineImage { get; init; }
}
