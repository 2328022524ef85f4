using UnifiedInbox.Mail.Imap.Failures;
using UnifiedInbox.Mail.Imap.Wire;

namespace UnifiedInbox.Mail.Imap;

public sealed partial class ImapClient
{
    private const int MostFolders = 20_000;

    /// <summary>Every folder of the mailbox, with what it is for.</summary>
    public async Task<IReadOnlyList<FolderInfo>> ListFoldersAsync(CancellationToken ct)
    {
        using var operation = session.Begin(ct);
        var folders = new List<FolderInfo>();
        var command = session.Can("SPECIAL-USE") && session.Can("LIST-EXTENDED") ? "LIST \"\" \"*\" RETURN (SPECIAL-USE)"
            : session.Can("XLIST") && !session.Can("SPECIAL-USE") ? "XLIST \"\" \"*\""
            : "LIST \"\" \"*\"";
        await session.ExecuteAsync(new Command(command), response =>
        {
            if (ReadFolder(response) is not { } folder || folders.Any(known => known.Name == folder.Name)) return;
            if (folders.Count == MostFolders) throw new ImapProtocolException("too-many-folders", "The mail server lists more folders than this client takes.");
            folders.Add(folder);
        });
        return FolderRoles.Guess(folders);
    }

    /// <summary>Opens a folder to read and to change flags in it.</summary>
    /// <param name="name">As <see cref="FolderInfo.Name"/> has it.</param>
    /// <param name="ct">Closes the connection.</param>
    public Task<FolderState> SelectAsync(string name, CancellationToken ct) => OpenAsync("SELECT ", name, ct);

    /// <summary>Opens a folder to read only: nothing done here leaves a trace in it.</summary>
    public Task<FolderState> ExamineAsync(string name, CancellationToken ct) => OpenAsync("EXAMINE ", name, ct);

    private async Task<FolderState> OpenAsync(string verb, string name, CancellationToken ct)
    {
        using var operation = session.Begin(ct);
        var reader = new FolderStateReader(name, readOnly: verb == "EXAMINE ");
        var command = new Command(verb).Folder(name);
        if (session.Can("CONDSTORE") || session.Can("QRESYNC")) command.Text(" (CONDSTORE)");
        session.Folder = null; // a SELECT that fails leaves none open
        await session.ExecuteAsync(command, reader.Read);
        session.Folder = reader.State();
        session.Changes = FolderChange.None;
        return session.Folder;
    }

    /// <summary><c>* LIST (\HasNoChildren) "/" INBOX</c>; null for any other response.</summary>
    private static FolderInfo? ReadFolder(Response response)
    {
        var tokens = response.Tokens;
        if (response.Kind != ResponseKind.Data || !tokens.Take("LIST"u8) && !tokens.Take("XLIST"u8)) return null;
        var attributes = new List<string>();
        for (var list = tokens.List(); !list.AtEnd;)
            if (list.Text() is { } attribute) attributes.Add(attribute);
        var delimiter = tokens.Text() is [var single] ? single : (char?)null;
        if (tokens.Text() is not { Length: > 0 } name) return null;
        var selectable = !attributes.Contains("\\Noselect", StringComparer.OrdinalIgnoreCase)
            && !attributes.Contains("\\NonExistent", StringComparer.OrdinalIgnoreCase);
        return new FolderInfo(name, ModifiedUtf7.Decode(name), delimiter, FolderRoles.Of(name, attributes), selectable);
    }
}
