using System.Security.Cryptography;
using System.Text;

namespace UnifiedInbox.Mail.Threads;

/// <summary>
/// Message ids (RFC 5322 section 3.6.4), read leniently: without brackets, folded, joined without a space, between prose and
/// comments. An id is kept as it is written, without its brackets; <see cref="Key"/> is what is compared.
/// </summary>
public static class MessageIds
{
    /// <summary>More ids than any honest thread names; what follows is ignored, except that the last id, the parent, is kept.</summary>
    public const int Most = 100;

    private const int Longest = 998;

    /// <summary>The ids of a <c>Message-ID</c>, <c>In-Reply-To</c> or <c>References</c> field in the order written, each once.</summary>
    /// <param name="field">The field's value, folded or not; null where there is none.</param>
    public static IReadOnlyList<string> Parse(string? field)
    {
        if (string.IsNullOrWhiteSpace(field)) return [];
        var found = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in field.Contains('<', StringComparison.Ordinal) ? Bracketed(field) : Bare(field))
            if (id.Length is > 0 and <= Longest && seen.Add(Key(id)))
                found.Add(id);
        if (found.Count > Most) found.RemoveRange(Most - 1, found.Count - Most);
        return found;
    }

    /// <summary>The one id of a <c>Message-ID</c> field; null where there is none.</summary>
    public static string? ParseOne(string? field) => Parse(field) is [var id, ..] ? id : null;

    /// <summary>What two spellings of one id have in common: the domain counts in any case, what stands before it does not.</summary>
    public static string Key(string id)
    {
        var at = id.LastIndexOf('@');
        return at < 0 ? id : string.Concat(id.AsSpan(0, at), id[at..].ToLowerInvariant());
    }

    /// <summary>
    /// An id for a mail that came without one, the same whenever and wherever the mail is read again: made of what its writer
    /// wrote, not of what servers added on the way.
    /// </summary>
    /// <param name="from">The <c>From</c> field.</param>
    /// <param name="to">The <c>To</c> field.</param>
    /// <param name="date">The <c>Date</c> field as written.</param>
    /// <param name="subject">The <c>Subject</c> field.</param>
    /// <param name="body">The raw body.</param>
    /// <returns>An id in the reserved domain <c>made-up.invalid</c>.</returns>
    public static string MakeUp(string? from, string? to, string? date, string? subject, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var field in new[] { from, to, date, subject })
            hash.AppendData(Encoding.UTF8.GetBytes(string.Join(' ', (field ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) + "\0"));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16)) + "@made-up.invalid";
    }

    private static IEnumerable<string> Bracketed(string field)
    {
        for (var open = field.IndexOf('<', StringComparison.Ordinal); open >= 0;)
        {
            var end = field.AsSpan(open + 1).IndexOfAny('<', '>');
            if (end < 0)
            {
                yield return Squeeze(field[(open + 1)..]);
                yield break;
            }
            yield return Squeeze(field.Substring(open + 1, end));
            end += open + 1;
            open = field[end] == '<' ? end : field.IndexOf('<', end);
        }
    }

    /// <summary>Without brackets only what looks like an address counts: the rest is prose.</summary>
    private static IEnumerable<string> Bare(string field) => field
        .Split([' ', '\t', '\r', '\n', ',', ';', '(', ')', '"'], StringSplitOptions.RemoveEmptyEntries)
        .Where(word => word.IndexOf('@', StringComparison.Ordinal) is var at && at > 0 && at < word.Length - 1);

    /// <summary>Folding leaves white space inside of an id that never had any.</summary>
    private static string Squeeze(string id) => id.Any(char.IsWhiteSpace) ? string.Concat(id.Where(sign => !char.IsWhiteSpace(sign))) : id;
}
