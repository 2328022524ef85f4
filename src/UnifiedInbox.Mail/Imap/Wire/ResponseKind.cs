namespace UnifiedInbox.Mail.Imap.Wire;

internal enum ResponseKind : byte
{
    /// <summary>A line that is none of these.</summary>
    Garbage,

    /// <summary><c>* …</c> with data: EXISTS, FETCH, LIST and so on.</summary>
    Data,

    /// <summary>OK, NO, BAD, BYE or PREAUTH, with a tag or without.</summary>
    Status,

    /// <summary><c>+ …</c>: the server waits for more of a command.</summary>
    Continuation,
}

internal enum StatusWord : byte
{
    None,
    Ok,
    No,
    Bad,
    Bye,
    Preauth,
}
