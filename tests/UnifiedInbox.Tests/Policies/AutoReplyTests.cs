using UnifiedInbox.Simulator;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Policies;

/// <summary>An inbox that answers STOP, START and HELP by itself, where nobody else does.</summary>
public sealed class AutoReplyTests : IAsyncLifetime
{
    private CarrierDesk desk = null!;

    public async Task InitializeAsync()
    {
        desk = await CarrierDesk.StartAsync();
        await desk.App.Db.ExecuteAsync(
            """UPDATE inboxes SET auto_replies = '{"on": true, "stop": "You are off.", "start": "You are on.", "help": "We help."}'""", null, CancellationToken.None);
    }

    public async Task DisposeAsync() => await desk.DisposeAsync();

    [Fact]
    public async Task Each_word_is_answered_once_and_who_is_off_gets_the_confirmation_alone()
    {
        var phone = CarrierDesk.NewPhone();
        foreach (var word in (string[])["help", "HELP", "STOP", "stop", "Help", "START"])
        {
            await desk.Carrier.WhatsAppFromPhoneAsync(phone, CarrierDesk.OurWhatsApp, word);
            await desk.Carrier.WaitForAsync(carrier => carrier.IsIdle);
        }
        await desk.Carrier.WaitForAsync(_ => Answers(phone).Count == 3);
        Assert.Equal(["We help.", "You are off.", "You are on."], Answers(phone));
        var stop = await desk.App.Db.FindAsync<Guid>("SELECT id FROM messages WHERE content = 'You are off.'", null, CancellationToken.None);
        Assert.Equal(["enqueue allowed auto_reply", "claim allowed allowed"], await desk.DecisionsAsync(stop.ToString()));
    }

    [Fact]
    public async Task Two_machines_do_not_keep_each_other_going()
    {
        var phone = CarrierDesk.NewPhone();
        for (var i = 0; i < 12; i++)
        {
            await desk.Carrier.WhatsAppFromPhoneAsync(phone, CarrierDesk.OurWhatsApp, "HELP");
            desk.Clock.Advance(TimeSpan.FromMinutes(11));
        }
        await desk.Carrier.WaitForAsync(carrier => carrier.IsIdle);
        Assert.InRange(Answers(phone).Count, 1, 5);
    }

    [Fact]
    public async Task Where_Twilio_has_answered_nothing_is_sent()
    {
        desk.Carrier.Switch(now => now with { CarrierKeywords = false });
        var phone = CarrierDesk.NewPhone();
        var fields = desk.InboundFields(phone, "ALTO");
        fields["OptOutType"] = "STOP";
        Assert.True((await desk.PostWebhookAsync(fields)).IsSuccessStatusCode);
        await desk.ReceiveAsync(phone, "HELP"); // from someone who is off: no answer either
        var other = CarrierDesk.NewPhone();
        await desk.ReceiveAsync(other, "HELP");
        await desk.Carrier.WaitForAsync(_ => Answers(other).Count == 1);
        Assert.Empty(Answers(phone));
    }

    [Fact]
    public async Task Switched_off_nothing_is_answered()
    {
        await desk.App.Db.ExecuteAsync("""UPDATE inboxes SET auto_replies = auto_replies || '{"on": false}'""", null, CancellationToken.None);
        var phone = CarrierDesk.NewPhone();
        await desk.Carrier.WhatsAppFromPhoneAsync(phone, CarrierDesk.OurWhatsApp, "STOP");
        Assert.Equal(0, await desk.App.Db.FindAsync<long>("SELECT count(*) FROM messages WHERE direction = 'outbound'", null, CancellationToken.None));
    }

    private List<string> Answers(string phone) => [.. desk.Carrier.Sent.Where(sent => sent.To.EndsWith(phone, StringComparison.Ordinal)).Select(sent => sent.Body)];
}
