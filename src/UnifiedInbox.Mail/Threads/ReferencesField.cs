using System.Buffers;
using System.Text;

namespace UnifiedInbox.Mail.Threads;

/// <summary>The <c>References</c> of a mail we send.</summary>
public static class ReferencesField
{
    /// <summary>Ids kept in a long thread: the first, which names the thread, and the newest.</summary>
    public const int Most = 20;

    /// <summary>
    /// The parent's references, the parent, and ids of our own that servers on the way would otherwise drop: each once, at most
    /// <see cref="Most"/>.
    /// </summary>
    /// <param name="parentReferences">The parent's <c>References</c> (or <c>In-Reply-To</c> where it has none), without brackets.</param>
    /// <param name="parentId">The parent's id; null where it has none.</param>
    /// <param name="ownIds">Ids to add at the end, such as the one SES or Resend will replace.</param>
    public static IReadOnlyList<string> Build(IEnumerable<string> parentReferences, string? parentId, params IEnumerable<string> ownIds)
    {
        var ids = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        // The last mention counts, since readers take the last id for the parent.
        foreach (var id in parentReferences.Append(parentId ?? "").Concat(ownIds).Reverse())
            if (id.Length > 0 && !id.AsSpan().ContainsAny(NotInIds) && seen.Add(MessageIds.Key(id)))
                ids.Add(id);
        ids.Reverse();
        if (ids.Count > Most) ids.RemoveRange(1, ids.Count - Most);
        return ids;
    }

    /// <summary>The field's value, an id a line, so that no line comes near the 998 characters RFC 5322 allows.</summary>
    public static string Fold(IEnumerable<string> ids)
    {
        var text = new StringBuilder();
        foreach (var id in ids) text.Append(text.Length == 0 ? "" : "\r\n ").Append('<').Append(id).Append('>');
        return text.ToString();
    }

    private static readonly SearchValues<char> NotInIds = SearchValues.Create("<>\r\n \t");
}
