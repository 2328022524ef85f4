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
}
