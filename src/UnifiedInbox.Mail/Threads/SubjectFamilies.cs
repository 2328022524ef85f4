namespace UnifiedInbox.Mail.Threads;

/// <summary>The last step of RFC 5256's REFERENCES algorithm: threads that only their subject connects.</summary>
internal static class SubjectFamilies
{
    /// <summary>Joins families whose oldest mails have equal base subjects.</summary>
    /// <returns>The oldest mails that joined another family so.</returns>
    public static HashSet<ThreadContainer> Join(IReadOnlyList<ThreadContainer> places)
    {
        var joined = new HashSet<ThreadContainer>();
        var first = new Dictionary<string, (ThreadContainer Place, bool IsReply)>(StringComparer.Ordinal);
        var oldest = places.GroupBy(place => place.Leader()).Select(family => family.MinBy(place => place.Message!.Date)!).ToList();
        foreach (var place in oldest.OrderBy(place => place.Message!.Date))
        {
            var message = place.Message!;
            var subject = BaseSubject.Of(message.Subject, message.References.Count + message.InReplyTo.Count > 0);
            if (subject.Text.Length == 0) continue;
            if (!first.TryGetValue(subject.Key, out var head))
            {
                first[subject.Key] = (place, subject.IsReplyOrForward);
                continue;
            }
            // Two mails that nobody wrote as answers only happen to have the same subject.
            if (!subject.IsReplyOrForward && !head.IsReply) continue;
            place.Join(head.Place);
            joined.Add(place);
        }
        return joined;
    }
}
