using System.Text.Json.Nodes;
using UnifiedInbox.Mail.Threads;

namespace UnifiedInbox.Mail.Tests.Threads;

public sealed class GroupingTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_thread_three_programs_agree_on_is_ours_as_well(bool joinSubjects)
    {
        var file = SharedFolder.Read("corpus/threads/threads.json");
        var ours = ThreadForest.Group(file["messages"]!.AsArray().Select(Read), joinSubjects).Select(Key).ToHashSet();
        Assert.All(file["agreed_threads"]!.AsArray(), thread => Assert.Contains(Key(thread!.AsArray().Select(id => id!.ToString())), ours));
    }

    [Fact]
    public void An_answer_whose_parent_is_missing_joins_its_siblings()
    {
        var threads = ThreadForest.Group([Mail("b@x", "a@x"), Mail("c@x", "a@x"), Mail("d@x")]);
        Assert.Equal(2, threads.Count);
        Assert.Contains(threads, thread => thread.Mails.Count == 2);
    }

    [Fact]
    public void A_parent_is_known_and_says_why()
    {
        var thread = Assert.Single(ThreadForest.Group([Mail("b@x", "a@X"), Mail("a@x")]));
        var answer = thread.Mails.Single(mail => mail.Message.Id == "b@x");
        Assert.Equal(("a@x", ThreadReason.Reference), (answer.Parent?.Id, answer.Reason));
    }

    [Fact]
    public void Circles_and_mails_that_answer_themselves_end()
    {
        var threads = ThreadForest.Group([Mail("a@x", "b@x"), Mail("b@x", "a@x"), Mail("c@x", "c@x"), Mail("a@x")]);
        Assert.Equal(2, threads.Count);
        Assert.Equal(4, threads.Sum(thread => thread.Mails.Count));
    }

    [Fact]
    public void Thousands_of_answers_in_a_row_and_hostile_references_take_no_time()
    {
        var chain = Enumerable.Range(0, 20_000).Select(at => Mail($"{at}@x", [.. Enumerable.Range(Math.Max(0, at - 20), Math.Min(at, 20)).Select(id => $"{id}@x")]));
        Assert.Single(ThreadForest.Group(chain.Reverse()));
        Assert.Single(ThreadForest.Group([Mail("a@x", [.. Enumerable.Range(0, 50_000).Select(id => $"{id}@x")])]));
    }

    [Fact]
    public void Equal_subjects_join_only_where_one_is_an_answer_and_only_when_asked()
    {
        ThreadMessage[] mails = [Mail("a@x") with { Subject = "Order" }, Mail("b@x") with { Subject = "Re: Order" }, Mail("c@x") with { Subject = "Hi" }, Mail("d@x") with { Subject = "Hi" }];
        Assert.Equal(4, ThreadForest.Group(mails).Count);
        var threads = ThreadForest.Group(mails, joinSubjects: true);
        Assert.Equal(3, threads.Count);
        Assert.Contains(threads, thread => thread.Mails.Any(mail => mail.Reason == ThreadReason.Subject));
    }

    private static ThreadMessage Mail(string id, params string[] references) => new(id, references, [], null, Noon);

    private static string Key(MailThread thread) => Key(thread.Mails.Select(mail => mail.Message.Id));

    private static string Key(IEnumerable<string> ids) => string.Join('\n', ids.Order(StringComparer.Ordinal));

    private static ThreadMessage Read(JsonNode? message)
    {
        var fields = message!["headers"]!.AsArray().Select(line => line!.ToString().Split(':', 2))
            .ToLookup(parts => parts[0], parts => parts[1].Trim(), StringComparer.OrdinalIgnoreCase);
        return new ThreadMessage(
            message["id"]!.ToString(),
            [.. fields["References"].SelectMany(MessageIds.Parse)],
            [.. fields["In-Reply-To"].SelectMany(MessageIds.Parse)],
            fields["Subject"].FirstOrDefault(),
            Noon);
    }
}
