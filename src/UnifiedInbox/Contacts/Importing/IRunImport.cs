namespace UnifiedInbox.Contacts.Importing;

/// <summary>How the rows of one kind of list come in.</summary>
internal interface IRunImport
{
    /// <summary>One of <see cref="ImportKind"/>.</summary>
    string Kind { get; }

    /// <summary>From the row it has come to. True at the end of the file; false where it was cancelled, or taken over by another node.</summary>
    Task<bool> RunAsync(Import import, Guid node, CancellationToken ct);
}

/// <summary>What a list is of; the words of the database.</summary>
internal static class ImportKind
{
    public const string Contacts = "contacts";

    /// <summary>What happened to members.</summary>
    public const string Events = "events";
}
