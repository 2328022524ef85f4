using System.Text;
using System.Text.RegularExpressions;
using UnifiedInbox.Conversations;

namespace UnifiedInbox.Notes;

/// <summary>A stretch of a note: words, a web address, or somebody's name.</summary>
public readonly record struct NotePart(string Text, bool IsLink, Guid? Mentioned);

/// <summary>
/// The words of a note. A mention is stored as <c>@[name](user id)</c>: the id is what counts, so it survives a new name, and the
/// name is there for whoever reads it without asking who that is.
/// </summary>
internal static partial class NoteText
{
    public const int Longest = 20_000;
    public const int MostMentions = 50;

    /// <summary>
    /// What is stored of <paramref name="typed"/>: written mentions checked, and plain <c>@Name</c> of a teammate made one. Of several
    /// with one name <paramref name="meant"/> decides; where it does not, the words stay words.
    /// </summary>
    /// <returns>The text and whom it mentions; <c>Unknown</c> is what was named and is nobody of the team.</returns>
    public static (string Content, IReadOnlyList<Guid> Mentioned, string? Unknown) Resolve(
        string typed, IReadOnlyList<Teammate> team, IReadOnlyCollection<Guid> meant)
    {
        var (content, mentioned) = (new StringBuilder(typed.Length + 64), new List<Guid>());
        var names = team.Where(teammate => teammate.Name.Length > 0).OrderByDescending(teammate => teammate.Name.Length).ToList();
        for (var at = 0; at < typed.Length;)
        {
            if (typed[at] != '@' || (at > 0 && char.IsLetterOrDigit(typed[at - 1])))
            {
                content.Append(typed[at++]);
                continue;
            }
            if (MarkupHere().Match(typed, at) is { Success: true } written)
            {
                var id = Guid.Parse(written.Groups[2].Value);
                if (team.FirstOrDefault(teammate => teammate.Id == id) is not { } teammate) return ("", [], written.Value);
                Add(content, mentioned, teammate);
                at += written.Length;
            }
            else if (Named(typed, at + 1, names, meant) is { } named)
            {
                Add(content, mentioned, named);
                at += 1 + named.Name.Length;
            }
            else
            {
                content.Append(typed[at++]);
            }
        }
        return (content.ToString(), [.. mentioned.Distinct()], null);
    }

    public static IEnumerable<Guid> MentionedIn(string content) => Markup().Matches(content).Select(match => Guid.Parse(match.Groups[2].Value)).Distinct();

    /// <summary>With <c>@Name</c> in the place of each mention; a name that is not known any more is the one of that day.</summary>
    public static string Plain(string content, IReadOnlyDictionary<Guid, string> names) =>
        Markup().Replace(content, match => "@" + NameIn(match, names));

    /// <summary>As the API gives and takes it: mentions stay mentions, by the names of today.</summary>
    public static string Fresh(string content, IReadOnlyDictionary<Guid, string> names) =>
        Markup().Replace(content, match => Written(NameIn(match, names), match.Groups[2].Value));

    public static IEnumerable<NotePart> Parts(string content, IReadOnlyDictionary<Guid, string> names)
    {
        var at = 0;
        foreach (Match match in Markup().Matches(content))
        {
            foreach (var (text, isLink) in Conversations.Threads.TextParts.Of(content[at..match.Index])) yield return new(text, isLink, null);
            yield return new("@" + NameIn(match, names), false, Guid.Parse(match.Groups[2].Value));
            at = match.Index + match.Length;
        }
        foreach (var (text, isLink) in Conversations.Threads.TextParts.Of(content[at..])) yield return new(text, isLink, null);
    }

    /// <summary>The first line that says something, cut to a length that fits a list.</summary>
    public static string FirstLine(string plain)
    {
        var line = plain.Split('\n').Select(one => one.Trim()).FirstOrDefault(one => one.Length > 0) ?? "";
        if (line.Length <= 160) return line;
        return line[..(char.IsHighSurrogate(line[158]) ? 158 : 159)] + "…";
    }

    private static Teammate? Named(string typed, int at, List<Teammate> names, IReadOnlyCollection<Guid> meant)
    {
        var fitting = names.Where(teammate =>
            string.Compare(typed, at, teammate.Name, 0, teammate.Name.Length, StringComparison.OrdinalIgnoreCase) == 0
            && (at + teammate.Name.Length >= typed.Length || !char.IsLetterOrDigit(typed[at + teammate.Name.Length]))).ToList();
        // The longest: "@Ann Lee" is not Ann.
        fitting.RemoveAll(teammate => teammate.Name.Length < fitting[0].Name.Length);
        return fitting.Count <= 1 ? fitting.FirstOrDefault() : fitting.Where(teammate => meant.Contains(teammate.Id)).ToList() is [var one] ? one : null;
    }

    private static void Add(StringBuilder content, List<Guid> mentioned, Teammate teammate)
    {
        content.Append(Written(teammate.Name, teammate.Id.ToString("D")));
        mentioned.Add(teammate.Id);
    }

    private static string Written(string name, string id) => $"@[{NotInNames().Replace(name, " ")}]({id})";

    private static string NameIn(Match match, IReadOnlyDictionary<Guid, string> names) =>
        names.TryGetValue(Guid.Parse(match.Groups[2].Value), out var name) ? name : match.Groups[1].Value;

    [GeneratedRegex(@"@\[([^\]\r\n]{0,200})\]\(([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\)")]
    private static partial Regex Markup();

    /// <summary>Only where the search begins: looking on from each @ would take the square of the length.</summary>
    [GeneratedRegex(@"\G@\[([^\]\r\n]{0,200})\]\(([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\)")]
    private static partial Regex MarkupHere();

    [GeneratedRegex(@"[\[\]\r\n]")]
    private static partial Regex NotInNames();
}
