using UnifiedInbox.Mail.Threads;

namespace UnifiedInbox.Mail.Tests.Threads;

public sealed class MessageIdTests
{
    [Theory]
    [InlineData("<a@x> <b@x>", "a@x b@x")]
    [InlineData("<a@x><b@x>", "a@x b@x")]
    [InlineData("<a@x>\r\n\t<b@\r\n x>", "a@x b@x")]
    [InlineData("Your message of Monday <a@x> (comment)", "a@x")]
    [InlineData("a@x, b@x", "a@x b@x")]
    [InlineData("<a@x <b@x>", "a@x b@x")]
    [InlineData("<local-only>", "local-only")]
    [InlineData("<> < >", "")]
    [InlineData("your letter", "")]
    [InlineData("<a@X> <a@x> <A@x>", "a@X A@x")]
    [InlineData(null, "")]
    public void Ids_are_found_in_whatever_programs_write(string? field, string expected) => Assert.Equal(expected, string.Join(' ', MessageIds.Parse(field)));

    [Fact]
    public void Of_thousands_the_first_and_the_parent_stay()
    {
        var ids = MessageIds.Parse(string.Join(' ', Enumerable.Range(0, 40_000).Select(at => $"<{at}@x>")));
        Assert.Equal((MessageIds.Most, "0@x", "39999@x"), (ids.Count, ids[0], ids[^1]));
    }

    [Fact]
    public void A_mail_without_an_id_gets_the_same_one_every_time()
    {
        var id = MessageIds.MakeUp("a@x", "b@x", "Wed, 4 Mar 2026", "Hi", "body"u8);
        Assert.Equal(id, MessageIds.MakeUp(" a@x", "b@x", "Wed,  4 Mar\r\n 2026", "Hi", "body"u8));
        Assert.NotEqual(id, MessageIds.MakeUp("a@x", "b@x", "Wed, 4 Mar 2026", "Hi", "other"u8));
        Assert.EndsWith("@made-up.invalid", id, StringComparison.Ordinal);
    }

    [Fact]
    public void References_of_an_answer_keep_the_first_and_the_last_and_fold()
    {
        var parent = Enumerable.Range(0, 50).Select(at => $"{new string('x', 60)}{at}@example.com").ToList();
        var ids = ReferencesField.Build(parent, "parent@x", "own@x", "own@amazonses.com");
        Assert.Equal((ReferencesField.Most, parent[0], "own@amazonses.com"), (ids.Count, ids[0], ids[^1]));
        Assert.Contains("parent@x", ids);
        Assert.All(ReferencesField.Fold(ids).Split("\r\n"), line => Assert.InRange(line.Length, 1, 998));
    }

    [Fact]
    public void References_hold_each_id_once_and_nothing_that_could_end_the_field() =>
        Assert.Equal(["a@x", "b@x"], ReferencesField.Build(["b@x", "a@x", "evil\r\nBcc: c@x"], "b@x"));
}
