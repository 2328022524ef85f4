using UnifiedInbox.Mail.Imap.Wire;

namespace UnifiedInbox.Mail.Imap;

/// <summary>A folder of a mailbox.</summary>
/// <param name="Name">As the server writes it: what opens it, and what to store. Not for people.</param>
/// <param name="Title">The whole path for people, in Unicode. The server's words: encode it.</param>
/// <param name="Delimiter">What parts the levels of the path; null in a flat mailbox.</param>
/// <param name="Role">What it is for, as the server says, or by its English name where the server does not say.</param>
/// <param name="Selectable">Whether it holds messages.</param>
public sealed record FolderInfo(string Name, string Title, char? Delimiter, FolderRole Role, bool Selectable)
{
    /// <summary>The name of a folder by the title a person typed.</summary>
    public static string NameOf(string title) => ModifiedUtf7.Encode(title);
}
