using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Accounts;
using UnifiedInbox.Conversations.Composing;
using UnifiedInbox.Live;
using UnifiedInbox.Messages;
using UnifiedInbox.Scheduling;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Scheduling;

/// <summary>A message from the composer, and second thoughts.</summary>
public sealed class UndoingTests(CarrierDesk desk) : IClassFixture<CarrierDesk>
{
    [Fact]
    public async Task Taken_back_in_time_it_never_was()
    {
        var (phone, contact, conversation) = await SomeoneAsync();
        var before = await ConversationAsync(conversation);
        var sent = await SendAsync(contact, "oops");
        Assert.Equal("queued", sent.Status);
        Assert.True(sent.CanUndo);
        Assert.True(await UndoAsync(sent.Id));
        Assert.Equal(before, await ConversationAsync(conversation));
        desk.Clock.Advance(TimeSpan.FromMinutes(1));
        await desk.SendAsync(contact, "better");
        await desk.Carrier.WaitForAsync(carrier => carrier.SentTo(phone).Count == 1);
        Assert.Equal("better", desk.Carrier.SentTo(phone)[0].Body);
    }

    [Fact]
    public async Task After_the_moment_it_leaves_and_cannot_be_taken_back()
    {
        var (_, contact, _) = await SomeoneAsync();
        var sent = await SendAsync(contact, "meant so");
        desk.Clock.Advance(TimeSpan.FromSeconds(6));
        await desk.WaitForStatusAsync(sent.Id.ToString(), "delivered");
        Assert.False(await UndoAsync(sent.Id));
    }

    [Fact]
    public async Task What_follows_waits_behind_it()
    {
        var (phone, contact, _) = await SomeoneAsync();
        await SendAsync(contact, "first");
        await desk.SendAsync(contact, "second");
        desk.Clock.Advance(TimeSpan.FromSeconds(6));
        await desk.Carrier.WaitForAsync(carrier => carrier.SentTo(phone).Count == 2);
        Assert.Equal(["first", "second"], desk.Carrier.SentTo(phone).Select(one => one.Body));
    }

    private async Task<Message> SendAsync(string contact, string text)
    {
        var inbox = await desk.App.Db.FindAsync<Guid>("SELECT id FROM inboxes WHERE channel = 'sms'", null, default);
        var outcome = await desk.App.Services.GetRequiredService<SendReply>()
            .RunAsync(await AdminAsync(), Guid.Parse(contact), null, new ReplyForm { InboxId = inbox, Content = text }, TimeZoneInfo.Utc, default);
        return Assert.IsType<EnqueueOutcome.Queued>(outcome).Message;
    }

    private async Task<bool> UndoAsync(Guid id) =>
        await UndoSend.RunAsync(desk.App.Db, await AdminAsync(), id, desk.App.Services.GetRequiredService<ChangeNotifier>(), desk.Clock, default);

    private async Task<Caller> AdminAsync() =>
        new(await desk.App.Db.FindAsync<Guid>("SELECT id FROM users", null, default), "Ada", "ada@example.com", Role.Admin, null, null);

    private Task<string?> ConversationAsync(string id) => desk.App.Db.FindAsync<string>(
        "SELECT (to_jsonb(c) - 'updated_at')::text FROM conversations c WHERE c.id = @id", new { id = Guid.Parse(id) }, default);

    private async Task<(string Phone, string Contact, string Conversation)> SomeoneAsync()
    {
        var phone = CarrierDesk.NewPhone();
        var wrote = await desk.ReceiveAsync(phone, "Hello");
        return (phone, wrote.Text("contactId")!, wrote.Text("conversationId")!);
    }
}
