using UnifiedInbox.Mail.Html;

namespace UnifiedInbox.Mail.Tests.Html;

public sealed class AttackTests
{
    private static readonly CleanOptions Closed = new();

    [SkippableFact]
    public void No_known_attack_leaves_anything_but_what_is_allowed()
    {
        var handlers = SharedFolder.Read("corpus/html-xss/event-handler-names.json")["names"]!.AsArray().Select(name => name!.ToString()).ToHashSet();
        Assert.All(Attacks.All(), attack => SafeHtml.Check(MailHtml.Clean(attack, Closed).Html, handlers));
    }

    [SkippableFact]
    public void Cleaning_twice_changes_nothing() =>
        Assert.All(Attacks.All(), attack =>
        {
            var once = MailHtml.Clean(attack, Closed).Html;
            Assert.Equal(once, MailHtml.Clean(once, Closed).Html);
        });
}
