namespace UnifiedInbox.Mail.Threads;

/// <summary>A mail as threading sees it.</summary>
/// <param name="Id">Its message id; a made-up one where it has none.</param>
/// <param name="References">The ids of <c>References</c>, root first.</param>
/// <param name="InReplyTo">The ids of <c>In-Reply-To</c>.</param>
/// <param name="Subject">Its subject, decoded.</param>
/// <param name="Date">When it was written, or received where the date is missing.</param>
public sealed record ThreadMessage(
    string Id, IReadOnlyList<string> References, IReadOnlyList<string> InReplyTo, string? Subject, DateTimeOffset Date);
