using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Simulator.Mailing;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Channels;

/// <summary>Nothing is configured: mail goes to the simulator, which plays Resend and everybody's mailbox.</summary>
public class SimulatedMailTests : IAsyncLifetime
{
    private TestApp app = null!;
    private HttpClient api = null!;

    private SimulatedPost Post => app.Services.GetRequiredService<SimulatedPost>();

    public async Task InitializeAsync()
    {
        app = await TestApp.StartAsync(settings: new Dictionary<string, string?> { ["Dispatcher__Backoff"] = "00:00:00.050" });
        api = await app.SignUpAdminAsync();
    }

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Theory]
    [InlineData("ann@customer.example", "delivered")]
    [InlineData("bounce@customer.example", "failed")]
    public async Task What_is_written_arrives_on_the_desk_and_its_fate_comes_back(string person, string becomes)
    {
        var contact = await (await api.PostAsJsonAsync("/api/contacts", new { name = "Ann", email = person })).Content.ReadFromJsonAsync<JsonElement>();
        var response = await api.PostAsJsonAsync("/api/messages", new { contactId = contact.Text("id"), channel = "email", subject = "Hello", content = "First words.", html = "<p>First <b>words</b>.</p>" });
        var message = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(response.IsSuccessStatusCode, message.ToString());

        await Eventually.TrueAsync(
            async () => (await api.GetFromJsonAsync<JsonElement>("/api/messages/" + message.Text("id"))).Text("status") == becomes, becomes);

        var mail = Assert.Single(Post.Sent);
        Assert.Equal(("Hello", "First words."), (mail.Subject, mail.Text));
        Assert.Equal([person], mail.To);
        Assert.Equal(message.Text("id"), mail.Tag);
    }

    [Fact]
    public async Task An_answer_comes_in_by_webhook_and_joins_what_it_answers()
    {
        var contact = await (await api.PostAsJsonAsync("/api/contacts", new { name = "Ann", email = "ann@customer.example" })).Content.ReadFromJsonAsync<JsonElement>();
        var message = await (await api.PostAsJsonAsync("/api/messages", new { contactId = contact.Text("id"), channel = "email", subject = "Hello", content = "First words." })).Content.ReadFromJsonAsync<JsonElement>();
        await Eventually.TrueAsync(() => Post.Sent.Count == 1 && Post.IsIdle, "sent");

        await Post.WriteAsync("Ann <ann@customer.example>", "Re: Hello", "Second words.", Post.Sent[0]);

        JsonElement answer = default;
        await Eventually.TrueAsync(
            async () =>
            {
                var list = await api.GetFromJsonAsync<JsonElement>("/api/messages?contactId=" + contact.Text("id"));
                answer = list.GetProperty("items").EnumerateArray().FirstOrDefault(item => item.Text("direction") == "inbound");
                return answer.ValueKind == JsonValueKind.Object;
            },
            "the answer");
        Assert.Equal("Second words.", answer.Text("content")!.Trim());
        Assert.Equal((await api.GetFromJsonAsync<JsonElement>("/api/messages/" + message.Text("id"))).Text("threadId"), answer.Text("threadId"));
    }

    [Fact]
    public async Task SES_is_played_as_well_with_its_events_and_answers()
    {
        var contact = await (await api.PostAsJsonAsync("/api/contacts", new { name = "Sam", email = "sam@customer.example" })).Content.ReadFromJsonAsync<JsonElement>();
        var inboxId = await app.Db.FindAsync<Guid>("SELECT id FROM inboxes WHERE provider = 'ses'", null, CancellationToken.None);
        var message = await (await api.PostAsJsonAsync("/api/messages", new { contactId = contact.Text("id"), inboxId, channel = "email", subject = "By SES", content = "First words." })).Content.ReadFromJsonAsync<JsonElement>();
        await Eventually.TrueAsync(async () => (await api.GetFromJsonAsync<JsonElement>("/api/messages/" + message.Text("id"))).Text("status") == "delivered", "delivered");
        var mail = Assert.Single(Post.Sent);
        Assert.Equal(("ses", message.Text("id")), (mail.Provider, mail.Tag));
        Post.Tell(mail, "opened");
        await Eventually.TrueAsync(async () => (await api.GetFromJsonAsync<JsonElement>("/api/messages/" + message.Text("id"))).Text("status") == "read", "opened");

        await Post.WriteAsync("Sam <sam@customer.example>", "Re: By SES", "Second words.", mail);

        var answer = await FindAsync("Re: By SES");
        Assert.Equal((inboxId.ToString(), message.Text("conversationId")), (answer.Text("inboxId"), answer.Text("conversationId")));
    }

    [Fact]
    public async Task The_page_has_a_mailbox_to_write_from_and_to_tell_what_became_of_a_mail()
    {
        Assert.Contains("data-write-mail", await api.GetStringAsync("/simulator"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await api.PostAsJsonAsync("/simulator/mails", new { from = "gus@customer.example", text = "no header" })).StatusCode);
        api.DefaultRequestHeaders.Add("X-Simulator", "1");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.PostAsJsonAsync("/simulator/mails", new { from = "nobody", text = "x" })).StatusCode);
        (await api.PostAsJsonAsync("/simulator/mails", new { from = "Gus <gus@customer.example>", subject = "Opening hours", text = "<p>When do you <b>open</b>?</p>", html = "true" })).EnsureSuccessStatusCode();
        var asked = await FindAsync("Opening hours");
        Assert.Equal("inbound", asked.Text("direction"));

        (await api.PostAsJsonAsync("/api/messages", new { contactId = asked.Text("contactId"), channel = "email", content = "At nine.", replyToId = asked.Text("id") })).EnsureSuccessStatusCode();
        await Eventually.TrueAsync(() => Post.Sent.Count == 1, "the answer is on the desk");
        Assert.Contains("At nine.", await api.GetStringAsync("/simulator/mails"), StringComparison.Ordinal);
        (await api.PostAsJsonAsync($"/simulator/mails/{Post.Sent[0].Id}/fate", new { type = "complained" })).EnsureSuccessStatusCode();
        await Eventually.TrueAsync(
            async () => (await api.PostAsJsonAsync("/api/messages", new { contactId = asked.Text("contactId"), channel = "email", subject = "More", content = "More" })).StatusCode == HttpStatusCode.UnprocessableEntity,
            "nobody writes to who complained");
    }

    private Task<JsonElement> FindAsync(string subject) => Eventually.IsAsync<object>(
        async () => (await api.GetFromJsonAsync<JsonElement>("/api/messages?channel=email")).GetProperty("items").EnumerateArray().FirstOrDefault(message => message.Text("subject") == subject) is { ValueKind: JsonValueKind.Object } found ? found : null,
        subject + " has arrived").ContinueWith(found => (JsonElement)found.Result, TaskScheduler.Default);
}
