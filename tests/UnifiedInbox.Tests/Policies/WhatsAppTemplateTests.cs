using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using UnifiedInbox.Simulator;
using UnifiedInbox.Tests.Conversations;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Policies;

/// <summary>WhatsApp's 24 hours, and what may be sent after them.</summary>
public sealed class WhatsAppTemplateTests : IAsyncLifetime
{
    private const string Reminder = "HX00000000000000000000000000000a01";
    private const string Pending = "HX00000000000000000000000000000a04";
    private CarrierDesk desk = null!;

    public async Task InitializeAsync()
    {
        desk = await CarrierDesk.StartAsync();
        await (await desk.Api.PostAsync("/api/whatsapp-templates/sync", null)).JsonAsync();
    }

    public async Task DisposeAsync() => await desk.DisposeAsync();

    [Fact]
    public async Task Templates_are_read_from_Twilio_with_what_WhatsApp_said_of_them()
    {
        var all = (await desk.Api.JsonAsync("/api/whatsapp-templates")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(5, all.Count);
        var reminder = all.Single(template => template.Text("contentSid") == Reminder);
        Assert.Equal(("appointment_reminder", "approved", "UTILITY"), (reminder.Text("name"), reminder.Text("status"), reminder.Text("category")));
        Assert.Equal(["1", "2", "3"], reminder.GetProperty("blanks").EnumerateArray().Select(blank => blank.GetString()));
        Assert.Equal("The template breaks WhatsApp's commerce policy.", all.Single(template => template.Text("status") == "rejected").Text("reason"));
        Assert.Equal(3, (await desk.Api.JsonAsync("/api/whatsapp-templates?status=approved")).GetProperty("items").GetArrayLength());

        // What is gone there goes here, what is new comes.
        desk.Carrier.Templates = [.. SimulatedTemplate.Samplers.Skip(1), .. Enumerable.Range(0, 150).Select(i =>
            new SimulatedTemplate($"HX{i:d32}", $"number_{i}", "en", "UTILITY", "approved", "Hello"))];
        await (await desk.Api.PostAsync("/api/whatsapp-templates/sync", null)).JsonAsync();
        all = [.. (await desk.Api.JsonAsync("/api/whatsapp-templates")).GetProperty("items").EnumerateArray()];
        Assert.Equal(154, all.Count);
        Assert.DoesNotContain(all, template => template.Text("contentSid") == Reminder);
    }

    [Fact]
    public async Task Outside_the_window_free_text_is_refused_before_it_is_sent_and_a_template_goes()
    {
        var (phone, contact) = await WhatsAppAsync();
        Assert.Equal("allowed", (await desk.CheckAsync(contact, "hi", "whatsapp")).Text("outcome"));
        desk.Clock.Advance(TimeSpan.FromHours(24.1));
        var told = await desk.CheckAsync(contact, "hi", "whatsapp");
        Assert.Equal(("refused", "outside_window", "choose_template"), (told.Text("outcome"), told.Text("rule"), told.GetProperty("waysOut")[0].GetString()));
        await (await desk.PostMessageAsync(contact, "hi", "whatsapp")).RefusedAsync("outside_window");

        var sent = await (await PostTemplateAsync(contact, Reminder, ("1", "Ann"), ("2", "Friday"), ("3", "ten"))).JsonAsync(HttpStatusCode.Created);
        Assert.Equal("Hi Ann, a reminder of your appointment on Friday at ten. Reply here if you need another time.", sent.Text("content"));
        await desk.WaitForStatusAsync(sent.Text("id")!, "delivered");
        Assert.Equal(sent.Text("content"), Assert.Single(desk.Carrier.Sent, message => message.To.EndsWith(phone, StringComparison.Ordinal)).Body);
        Assert.Equal(Reminder, desk.Carrier.Sent[^1].ContentSid);
    }

    [Fact]
    public async Task A_variable_without_a_value_is_refused_before_it_is_sent()
    {
        var (_, contact) = await WhatsAppAsync();
        await (await PostTemplateAsync(contact, Reminder, ("1", "Ann"), ("2", "Friday"))).RefusedAsync("variable_missing");
        await (await PostTemplateAsync(contact, Reminder, ("1", "Ann"), ("2", "Friday"), ("3", " \n "))).RefusedAsync("variable_missing");
        await (await PostTemplateAsync(contact, "HX" + new string('9', 32))).RefusedAsync("template_unknown");
        Assert.Equal("variable_missing", (await desk.CheckAsync(contact, "", "whatsapp", new { contentSid = Reminder })).Text("rule"));
        var read = await desk.CheckAsync(contact, "", "whatsapp", new { contentSid = Reminder, variables = new Dictionary<string, string> { ["1"] = "A", ["2"] = "B", ["3"] = "C\nD" } });
        Assert.Equal("Hi A, a reminder of your appointment on B at C D. Reply here if you need another time.", read.Text("content"));
    }

    [Fact]
    public async Task A_template_that_is_not_approved_goes_only_within_the_window()
    {
        var (_, contact) = await WhatsAppAsync();
        await desk.WaitForStatusAsync((await (await PostTemplateAsync(contact, Pending, ("1", "Ann"))).JsonAsync(HttpStatusCode.Created)).Text("id")!, "delivered");
        desk.Clock.Advance(TimeSpan.FromDays(2));
        await (await PostTemplateAsync(contact, Pending, ("1", "Ann"))).RefusedAsync("template_not_approved");
    }

    [Fact]
    public async Task Scheduled_free_text_whose_window_has_closed_is_stopped_at_its_time()
    {
        var (phone, contact) = await WhatsAppAsync();
        await (await desk.PostMessageAsync(contact, "in two days", "whatsapp", new { scheduledAt = desk.Clock.GetUtcNow().AddDays(2) })).RefusedAsync("outside_window");
        var planned = await (await desk.PostMessageAsync(contact, "in a while", "whatsapp", new { scheduledAt = desk.Clock.GetUtcNow().AddHours(20) })).JsonAsync(HttpStatusCode.Created);
        desk.Clock.Advance(TimeSpan.FromHours(30));
        var failed = await desk.WaitForStatusAsync(planned.Text("id")!, "failed");
        Assert.Equal("outside_window", failed.GetProperty("error").Text("code"));
        Assert.Empty(desk.Carrier.SentTo("whatsapp:" + phone));
    }

    private async Task<(string Phone, string Contact)> WhatsAppAsync()
    {
        var phone = CarrierDesk.NewPhone();
        var wrote = await desk.Carrier.WhatsAppFromPhoneAsync(phone, CarrierDesk.OurWhatsApp, "hello", "Ann Smith");
        return (phone, (await desk.FindByProviderIdAsync(wrote.Sid))!.Value.Text("contactId")!);
    }

    private Task<HttpResponseMessage> PostTemplateAsync(string contact, string sid, params (string Name, string Value)[] values) => desk.Api.PostAsJsonAsync(
        "/api/messages", new { contactId = contact, channel = "whatsapp", contentSid = sid, variables = values.ToDictionary(value => value.Name, value => value.Value) });
}
