using UnifiedInbox.Messages.Email;
using static UnifiedInbox.Tests.Mailboxes.Mails;

namespace UnifiedInbox.Tests.Mailboxes;

/// <summary>Mail that programs write, and mail from long ago: it answers nobody and wakes nobody.</summary>
public sealed class AutomaticMailTests(MailDesk desk) : IClassFixture<MailDesk>
{
    [Fact]
    public async Task An_auto_reply_neither_reopens_nor_waits()
    {
        var inbox = await desk.AddInboxAsync();
        var person = NewPerson();
        var first = await desk.ReceiveAsync(inbox, Raw(person));
        await desk.Db.ExecuteAsync("UPDATE conversations SET status = 'closed', closed_at = now(), waiting_since = NULL WHERE id = @ConversationId", new { first.ConversationId }, CancellationToken.None);
        var away = await desk.ReceiveAsync(inbox, Raw(person, "Automatic reply: Hello", more: "Auto-Submitted: auto-replied\n"));
        Assert.Equal((first.ConversationId, "auto_reply"), (away.ConversationId, (await desk.MessageAsync(away.MessageId))!.Automatic));
        var closed = (await desk.ConversationAsync(first.ConversationId))!;
        Assert.Equal(("closed", null), (closed.Status, closed.WaitingSince));
        await desk.ReceiveAsync(inbox, Raw(person, "I am back"));
        var open = (await desk.ConversationAsync(first.ConversationId))!;
        Assert.Equal("open", open.Status);
        Assert.NotNull(open.WaitingSince);
    }

    [Fact]
    public async Task Old_mail_is_stored_as_read_and_nobody_waits()
    {
        var inbox = await desk.AddInboxAsync();
        var then = desk.App.Clock.GetUtcNow().AddDays(-20);
        var conversation = (await desk.ConversationAsync((await desk.ReceiveAsync(inbox, Raw(NewPerson()), isOld: true, at: then)).ConversationId))!;
        Assert.Equal((null, null, "open"), (conversation.WaitingSince, conversation.LastInboundAt, conversation.Status));
        Assert.True(conversation.LastAt < desk.App.Clock.GetUtcNow().AddDays(-19));
    }

    [Fact]
    public async Task A_bounce_marks_the_message_and_suppresses_the_dead_address()
    {
        var inbox = await desk.AddInboxAsync();
        var person = NewPerson();
        var first = await desk.ReceiveAsync(inbox, Raw(person));
        var ours = await desk.SentFromHereAsync(inbox, first, person);
        var bounce = await desk.ReceiveAsync(inbox, Bounce(ours.RfcId, person, "5.1.1", "failed"));
        var failed = (await desk.MessageAsync(ours.Id))!;
        Assert.Equal(("failed", "5.1.1", "There is no such address."), (failed.Status, failed.ErrorCode, failed.ErrorText));
        Assert.Equal(("bounce", first.ConversationId), ((await desk.MessageAsync(bounce.MessageId))!.Automatic, bounce.ConversationId));
        Assert.Equal("suppressed", await ConsentAsync(inbox.Id, person));
        Assert.NotNull((await desk.ConversationAsync(first.ConversationId))!.WaitingSince); // nobody was answered after all
    }

    [Fact]
    public async Task A_delay_only_says_so_and_a_full_mailbox_suppresses_nobody()
    {
        var inbox = await desk.AddInboxAsync();
        var person = NewPerson();
        var ours = await desk.SentFromHereAsync(inbox, await desk.ReceiveAsync(inbox, Raw(person)), person);
        await desk.ReceiveAsync(inbox, Bounce(ours.RfcId, person, "4.4.1", "delayed"));
        var waits = (await desk.MessageAsync(ours.Id))!;
        Assert.Equal("sent", waits.Status);
        Assert.NotNull(waits.WaitReason);
        await desk.ReceiveAsync(inbox, Bounce(ours.RfcId, person, "5.2.2", "failed"));
        Assert.Equal(("failed", "Their mailbox is full."), ((await desk.MessageAsync(ours.Id))!.Status, (await desk.MessageAsync(ours.Id))!.ErrorText));
        Assert.Null(await ConsentAsync(inbox.Id, person));
    }

    [Fact]
    public async Task A_mail_sent_back_after_it_was_delivered_has_failed_all_the_same()
    {
        var inbox = await desk.AddInboxAsync();
        var person = NewPerson();
        var first = await desk.ReceiveAsync(inbox, Raw(person));
        var ours = await desk.SentFromHereAsync(inbox, first, person);
        await desk.Db.ExecuteAsync("UPDATE messages SET status = 'delivered', delivered_at = now() WHERE id = @Id", new { ours.Id }, CancellationToken.None);
        await desk.ReceiveAsync(inbox, Bounce(ours.RfcId, person, "5.1.1", "failed"));
        var failed = (await desk.MessageAsync(ours.Id))!;
        Assert.Equal(("failed", "5.1.1", "There is no such address."), (failed.Status, failed.ErrorCode, failed.ErrorText));
        Assert.NotNull((await desk.ConversationAsync(first.ConversationId))!.WaitingSince);
    }

    [Fact]
    public async Task A_bounce_of_something_we_never_sent_suppresses_nobody()
    {
        var inbox = await desk.AddInboxAsync();
        var person = NewPerson();
        var bounce = await desk.ReceiveAsync(inbox, Bounce("never@example.org", person, "5.1.1", "failed"));
        Assert.Equal("bounce", (await desk.MessageAsync(bounce.MessageId))!.Automatic);
        Assert.Null((await desk.ConversationAsync(bounce.ConversationId))!.WaitingSince);
        Assert.Null(await ConsentAsync(inbox.Id, person));
    }

    private Task<string?> ConsentAsync(Guid inboxId, string address) =>
        desk.Db.FindAsync<string?>("SELECT consent_state(@inboxId, @address, 'email')", new { inboxId, address }, CancellationToken.None);
}
