using FsCheck;
using FsCheck.Fluent;
using UnifiedInbox.Policies;
using UnifiedInbox.Policies.QuietHours;
using UnifiedInbox.Simulator;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Policies;

/// <summary>Whatever happens in whatever order: nothing is handed over without a decision, and nothing after a STOP.</summary>
public sealed class RandomHistoryTests(CarrierDesk desk) : IClassFixture<CarrierDesk>
{
    private enum Step
    {
        Send,
        SendTwice,
        SendLater,
        Stop,
        Start,
        Yes,
        OptOutByHand,
        RetryAll,
        CarrierRefuses,
        CarrierIsBack,
        TimePasses,
    }

    [Fact]
    public void No_attempt_without_an_allowed_claim_and_none_after_a_STOP()
    {
        var history = Gen.Choose(0, Enum.GetValues<Step>().Length - 1).Select(number => (Step)number).ArrayOf(20).ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(6).WithReplay(42, 43), Prop.ForAll(history, steps =>
        {
            RunAsync(steps).GetAwaiter().GetResult();
            return true;
        }));
    }

    [Fact]
    public void The_gate_lets_nothing_pass_that_a_rule_forbids()
    {
        var now = TimeProvider.System.GetUtcNow();
        var times = Gen.Choose(-5_000, 5_000).Select(minutes => minutes > 3_000 ? (DateTimeOffset?)null : now.AddMinutes(minutes));
        var facts =
            from channel in Gen.Elements("sms", "whatsapp", "email")
            from consent in Gen.Elements<string?>(null, "opted_in", "opted_out", "suppressed")
            from length in Gen.Choose(0, 3_000)
            from sendAnyway in Gen.Elements(true, false)
            from autoReply in Gen.Elements<string?>(null, null, null, "stop", "help")
            from inbound in times
            from same in times
            from status in Gen.Elements<string?>(null, null, "approved", "pending")
            from cap in Gen.Elements<int?>(null, 5)
            from sent in Gen.Choose(0, 10)
            from quiet in Gen.Elements<QuietTimes?>(null, new QuietTimes { On = true }, new QuietTimes { On = true, RepliesPass = false })
            select new SendFacts
            {
                Address = "+4930123456", Channel = channel, Consent = consent, Length = length, SendAnyway = sendAnyway, AutoReply = autoReply, At = now,
                LastInboundAt = inbound > now ? null : inbound, SameTextAt = same, TemplateStatus = status, DailyCap = cap, SentToday = sent, NextDay = now.AddHours(1),
                Quiet = quiet, Zones = [TimeZoneInfo.Utc],
            };
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5_000), Prop.ForAll(facts.ToArbitrary(), one =>
        {
            var decision = Gate.Decide(one, Stage.Claim);
            if (decision.Verdict != Verdict.Allowed) return decision.Reason is { Length: > 0 } && (decision.Until is null || decision.Until > one.At);
            return (one.Consent != "opted_out" || one.AutoReply == "stop")
                && one.Consent != "suppressed"
                && (one.Channel == "email" || one.Length <= Gate.MostCharacters)
                && (one.Channel != "whatsapp" || one.TemplateStatus == "approved" || now - one.LastInboundAt < Gate.WhatsAppWindow)
                && (one.SameTextAt is null || one.SendAnyway || one.AutoReply is not null)
                && (one.DailyCap is null || one.SentToday < one.DailyCap || one.AutoReply is not null)
                && (one.Quiet is null || !one.Quiet.Channels.Contains(one.Channel) || one.AutoReply is not null || !one.Quiet.Covers(now.UtcDateTime)
                    || (one.Quiet.RepliesPass && one.LastInboundAt is not null));
        }));
    }

    private async Task RunAsync(Step[] steps)
    {
        var (phone, contact) = await desk.SomeoneAsync();
        var inbox = await desk.InboxAsync("sms");
        var silent = new List<(DateTimeOffset From, DateTimeOffset To)>();
        DateTimeOffset? stopped = null;
        foreach (var (index, step) in steps.Append(Step.CarrierIsBack).Index())
        {
            // From when a STOP was acknowledged until somebody undoes it.
            if (step is Step.Start or Step.Yes && stopped is { } since)
            {
                silent.Add((since, desk.Clock.GetUtcNow()));
                stopped = null;
            }
            await TakeAsync(step, index, phone, contact, inbox);
            if (step is Step.Stop or Step.OptOutByHand) stopped ??= desk.Clock.GetUtcNow();
        }
        if (stopped is { } last) silent.Add((last, DateTimeOffset.MaxValue));
        // What a carrier refused often enough waits longer than a test does.
        desk.Clock.Advance(TimeSpan.FromHours(1));
        await Eventually.TrueAsync(async () => await CountAsync("SELECT count(*) FROM messages WHERE contact_id = @contact AND status IN ('queued', 'sending')", contact) == 0, "all settled");
        Assert.Equal(0, await CountAsync("""
            SELECT count(*)
              FROM delivery_attempts a
              JOIN messages m ON m.id = a.message_id
             WHERE m.contact_id = @contact
               AND NOT EXISTS (SELECT 1 FROM policy_decisions d WHERE d.message_id = m.id AND d.stage = 'claim' AND d.outcome = 'allowed' AND d.at = a.at)
            """, contact));
        foreach (var (from, to) in silent)
            Assert.Equal(0, await CountAsync(
                "SELECT count(*) FROM delivery_attempts a JOIN messages m ON m.id = a.message_id WHERE m.contact_id = @contact AND a.at > @from AND a.at < @to", contact, from, to));
    }

    private async Task TakeAsync(Step step, int index, string phone, string contact, Guid inbox)
    {
        switch (step)
        {
            case Step.Send:
                await desk.PostMessageAsync(contact, "message " + index);
                break;
            case Step.SendTwice:
                await Task.WhenAll(desk.PostMessageAsync(contact, "twice " + index), desk.PostMessageAsync(contact, "twice " + index));
                break;
            case Step.SendLater:
                await desk.PostMessageAsync(contact, "later " + index, extra: new { scheduledAt = desk.Clock.GetUtcNow().AddMinutes(1) });
                break;
            case Step.Stop:
                await desk.Carrier.TextFromPhoneAsync(phone, CarrierDesk.OurNumber, "stop");
                break;
            case Step.Start:
                await desk.Carrier.TextFromPhoneAsync(phone, CarrierDesk.OurNumber, "START");
                break;
            case Step.Yes:
                await desk.Carrier.TextFromPhoneAsync(phone, CarrierDesk.OurNumber, "yes");
                break;
            case Step.OptOutByHand:
                await desk.Api.PostAsync($"/api/contacts/{contact}/consents", System.Net.Http.Json.JsonContent.Create(new { inboxId = inbox, state = "opted_out" }));
                break;
            case Step.RetryAll:
                foreach (var message in await desk.ListAsync(contact)) await desk.Api.PostAsync($"/api/messages/{message.Text("id")}/retry", null);
                break;
            case Step.CarrierRefuses:
                desk.Carrier.Switch(now => now with { Fault = SendFault.Refuse, FaultTimes = null });
                break;
            case Step.CarrierIsBack:
                desk.Carrier.Switch(now => now with { Fault = SendFault.None });
                break;
            default:
                desk.Clock.Advance(TimeSpan.FromMinutes(2));
                break;
        }
    }

    private Task<long> CountAsync(string sql, string contact, DateTimeOffset? from = null, DateTimeOffset? to = null) =>
        desk.App.Db.FindAsync<long>(sql, new { contact = Guid.Parse(contact), from, to }, CancellationToken.None);
}
