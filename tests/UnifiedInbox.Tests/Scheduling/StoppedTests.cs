using System.Net;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Scheduling;

/// <summary>Someone says STOP while much is scheduled for them.</summary>
public sealed class StoppedTests
{
    [Fact]
    public async Task After_a_STOP_none_of_a_thousand_leaves()
    {
        await using var desk = await CarrierDesk.StartAsync(new() { ["Accounts__ApiRequestsPerMinute"] = "1000000" });
        var phone = CarrierDesk.NewPhone();
        var contact = (await desk.ReceiveAsync(phone, "Hello")).Text("contactId")!;
        var due = desk.Clock.GetUtcNow().AddMinutes(30);
        for (var done = 0; done < 1000; done += 50)
        {
            var answers = await Task.WhenAll(Enumerable.Range(done, 50).Select(i => desk.PostMessageAsync(
                contact, "reminder " + i, extra: new { scheduledAt = due.AddSeconds(i % 600).ToString("O") })));
            Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        }
        await desk.ReceiveAsync(phone, "STOP");
        Assert.Equal(1000, await desk.App.Db.FindAsync<long>("SELECT count(*) FROM messages WHERE status = 'canceled'", null, default));
        desk.Clock.Advance(TimeSpan.FromHours(1));
        await desk.App.Db.ExecuteAsync("UPDATE send_lanes SET due_at = now()", null, CancellationToken.None);
        await Eventually.TrueAsync(async () => await desk.App.Db.FindAsync<bool>("SELECT bool_and(due_at IS NULL) FROM send_lanes", null, default), "all lanes are at rest");
        Assert.Empty(desk.Carrier.SentTo(phone));
    }
}
