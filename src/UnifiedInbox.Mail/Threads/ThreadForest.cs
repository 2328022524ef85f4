namespace UnifiedInbox.Mail.Threads;

/// <summary>
/// Groups mails into threads by what they refer to (Jamie Zawinski's algorithm), for imported mail and for whole folders. Mails of
/// one family, found by any id they have in common, form one thread; subjects join nothing unless asked.
/// </summary>
public static class ThreadForest
{
    /// <summary>The threads of a set of mails, ordered by their first mail.</summary>
    /// <param name="messages">The mails in any order; two with the same id are both kept.</param>
    /// <param name="joinSubjects">
    /// Whether threads whose first mails have equal base subjects are one, if at least one of the two is an answer (RFC 5256).
    /// </param>
    public static IReadOnlyList<MailThread> Group(IEnumerable<ThreadMessage> messages, bool joinSubjects = false)
    {
        var places = new Dictionary<string, ThreadContainer>(StringComparer.Ordinal);
        var filled = new List<ThreadContainer>();
        foreach (var message in messages) filled.Add(Place(message, places));
        foreach (var place in filled) Link(place, places);
        var joined = joinSubjects ? SubjectFamilies.Join(filled) : [];
        return [.. filled
            .GroupBy(place => place.Leader())
            .Select(family => Thread(family, joined))
            .OrderBy(thread => thread.Mails[0].Message.Date)
            .ThenBy(thread => thread.Mails[0].Message.Id, StringComparer.Ordinal)];
    }

    private static ThreadContainer Place(ThreadMessage message, Dictionary<string, ThreadContainer> places)
    {
        var key = MessageIds.Key(message.Id);
        if (places.TryGetValue(key, out var place) && place.Message is not null)
        {
            // A second mail with the same id stands beside the first.
            var twin = new ThreadContainer { Message = message };
            twin.Join(place);
            return twin;
        }
        place = places[key] = new ThreadContainer { Message = message };
        return place;
    }

    /// <summary>References first; In-Reply-To speaks where there are none.</summary>
    private static void Link(ThreadContainer place, Dictionary<string, ThreadContainer> places)
    {
        var message = place.Message!;
        var ids = message.References.Count > 0 ? message.References : [.. message.InReplyTo.Take(1)];
        ThreadContainer? previous = null;
        foreach (var id in ids.Skip(Math.Max(0, ids.Count - MessageIds.Most)))
        {
            var key = MessageIds.Key(id);
            if (!places.TryGetValue(key, out var ancestor)) ancestor = places[key] = new ThreadContainer();
            previous?.Join(ancestor);
            if (ancestor != place) previous = ancestor;
        }
        if (previous is not null && !place.TryHangUnder(previous, MessageIds.Most)) place.Join(previous);
    }

    private static MailThread Thread(IEnumerable<ThreadContainer> family, HashSet<ThreadContainer> joined)
    {
        var mails = family.OrderBy(place => place.Message!.Date).ThenBy(place => place.Message!.Id, StringComparer.Ordinal).ToList();
        return new MailThread([.. mails.Select((place, at) => new ThreadedMail(
            place.Message!,
            place.Parent?.Message,
            joined.Contains(place) ? ThreadReason.Subject : place.Parent is null && at == 0 ? ThreadReason.New : ThreadReason.Reference))]);
    }
}
