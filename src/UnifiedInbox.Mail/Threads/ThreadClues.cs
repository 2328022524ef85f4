namespace UnifiedInbox.Mail.Threads;

/// <summary>
/// What could join a mail to a thread, in the order to be tried; the first clue that finds one decides. Headers can be forged:
/// whoever evaluates this checks that the sender or a recipient belongs to the thread found.
/// </summary>
public static class ThreadClues
{
    /// <summary>How old a thread may be to be joined by its subject alone, in days.</summary>
    public const int SubjectDays = 30;

    /// <summary>The clues of one mail, each once.</summary>
    /// <param name="headers">Its header fields, unfolded and decoded.</param>
    /// <param name="envelopeRecipients">Addresses it was delivered to, where the transport knows more than the headers.</param>
    /// <param name="key">The key of <see cref="ReplyToken"/>.</param>
    public static IReadOnlyList<ThreadClue> Of(
        IEnumerable<KeyValuePair<string, string>> headers, IEnumerable<string> envelopeRecipients, ReadOnlySpan<byte> key)
    {
        var fields = headers.ToLookup(field => field.Key, field => field.Value, StringComparer.OrdinalIgnoreCase);
        var parents = ParentsOf(fields).ToList();
        var clues = parents.Select(id => new ThreadClue(ThreadReason.Reference, MessageIds.Key(id))).ToList();
        foreach (var address in RecipientFields.SelectMany(name => fields[name]).SelectMany(Addresses).Concat(envelopeRecipients).Take(MostRecipients))
            if (ReplyToken.Read(address, key) is { } thread)
                clues.Add(new ThreadClue(ThreadReason.ReplyToken, thread.ToString()));
        if (fields["X-GM-THRID"].FirstOrDefault() is { Length: > 0 } number) clues.Add(new ThreadClue(ThreadReason.MailboxThread, "gmail:" + number.Trim()));
        if (ThreadIndex.Root(fields["Thread-Index"].FirstOrDefault()) is { } root) clues.Add(new ThreadClue(ThreadReason.MailboxThread, "index:" + root));
        var subject = BaseSubject.Of(fields["Subject"].FirstOrDefault(), parents.Count > 0);
        if (subject.Text.Length > 0 && (subject.IsReplyOrForward || parents.Count > 0)) clues.Add(new ThreadClue(ThreadReason.Subject, subject.Key));
        return [.. clues.Distinct()];
    }

    /// <summary>The parent first, then its parent, and so on: a nearer relative we know is the better one.</summary>
    private static IEnumerable<string> ParentsOf(ILookup<string, string> fields) => fields["In-Reply-To"].SelectMany(MessageIds.Parse)
        .Concat(fields["References"].SelectMany(MessageIds.Parse).Reverse())
        .DistinctBy(MessageIds.Key)
        .Take(MessageIds.Most);

    private static string[] Addresses(string field) => field.Split([',', ';', ' ', '<', '>', '(', ')', '"'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A hostile mail can name thousands, and each would be asked for its proof.</summary>
    private const int MostRecipients = 500;

    private static readonly string[] RecipientFields = ["Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc"];
}
