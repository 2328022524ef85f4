using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Meaning;

/// <summary>A team that has named an endpoint, played by a small server of the test.</summary>
public sealed class AssistantTests : IAsyncLifetime
{
    private readonly HttpListener server = new();
    private CarrierDesk desk = null!;
    private Func<string, (int Status, string Body)> answer = _ => (200, Chat("Hello, we are on it."));
    private string? asked;
    private string? authorization;

    public async Task InitializeAsync()
    {
        var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        server.Prefixes.Add($"http://127.0.0.1:{port}/");
        server.Start();
        _ = ServeAsync();
        desk = await CarrierDesk.StartAsync(new() { ["ASSISTANT_BASE_URL"] = $"http://127.0.0.1:{port}/v1", ["ASSISTANT_MODEL"] = "tiny", ["ASSISTANT_API_KEY"] = "sk-secret" });
    }

    public async Task DisposeAsync()
    {
        await desk.DisposeAsync();
        server.Close();
    }

    [Fact]
    public async Task It_suggests_a_reply_from_the_words_alone()
    {
        var phone = CarrierDesk.NewPhone();
        var message = await desk.ReceiveAsync(phone, "Where is my parcel?");
        var told = await ClassifyingTests.Read(await AssistAsync(message, "reply"));
        Assert.Equal("Hello, we are on it.", told.Text("text"));
        Assert.Equal("Bearer sk-secret", authorization);
        Assert.Contains("Where is my parcel?", asked, StringComparison.Ordinal);
        Assert.DoesNotContain(phone, asked, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "{}", "key")]
    [InlineData(404, "{}", "model")]
    [InlineData(429, "{}", "too often")]
    [InlineData(500, "oops sk-secret", "failed (500)")]
    [InlineData(302, "", "not followed")]
    [InlineData(200, "<html>", "OpenAI-compatible")]
    [InlineData(200, "{\"choices\":[]}", "OpenAI-compatible")]
    [InlineData(200, "{\"choices\":[{\"message\":{\"content\":\"\"}}]}", "no text")]
    public async Task What_goes_wrong_is_said_in_words_without_the_key(int status, string body, string words)
    {
        answer = _ => (status, body);
        var message = await desk.ReceiveAsync(CarrierDesk.NewPhone(), "Hello?");
        var response = await AssistAsync(message, "summary");
        Assert.Equal(502, (int)response.StatusCode);
        var problem = await response.Content.ReadAsStringAsync();
        Assert.Contains("assistant_failed", problem, StringComparison.Ordinal);
        Assert.Contains(words, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-secret", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_beyond_all_measure_is_not_read()
    {
        answer = _ => (200, Chat(new string('x', 1_000_000)));
        var message = await desk.ReceiveAsync(CarrierDesk.NewPhone(), "Hello?");
        Assert.Equal(502, (int)(await AssistAsync(message, "reply")).StatusCode);
    }

    private Task<HttpResponseMessage> AssistAsync(JsonElement message, string what) =>
        desk.Api.PostAsJsonAsync($"/api/conversations/{message.Text("conversationId")}/assist", new { what });

    private async Task ServeAsync()
    {
        while (server.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await server.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            asked = await new StreamReader(context.Request.InputStream).ReadToEndAsync();
            authorization = context.Request.Headers["Authorization"];
            var (status, body) = answer(asked);
            context.Response.StatusCode = status;
            if (status == 302) context.Response.RedirectLocation = "http://127.0.0.1:1/";
            try
            {
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or IOException)
            {
                // it had read enough
            }
        }
    }

    private static string Chat(string text) => JsonSerializer.Serialize(new { choices = new[] { new { message = new { role = "assistant", content = text } } } });
}

/// <summary>Nobody has turned it on; an admin may.</summary>
public sealed class AssistantOffTests(CarrierDesk desk) : IClassFixture<CarrierDesk>
{
    [Fact]
    public async Task Nothing_is_asked_and_the_thread_shows_nothing_of_it()
    {
        var message = await desk.ReceiveAsync(CarrierDesk.NewPhone(), "Hello?");
        var response = await desk.Api.PostAsJsonAsync($"/api/conversations/{message.Text("conversationId")}/assist", new { what = "reply" });
        Assert.Equal(409, (int)response.StatusCode);
        Assert.Contains("assistant_off", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("localhost")]
    [InlineData("[::1]")]
    public async Task An_address_typed_into_settings_never_leads_into_our_own_network(string host)
    {
        await desk.App.Db.ExecuteAsync("INSERT INTO settings (key, value) VALUES ('assistant', jsonb_build_object('on', true, 'baseUrl', 'https://' || @host || '/v1', 'model', 'm')) ON CONFLICT (key) DO UPDATE SET value = excluded.value", new { host }, default);
        try
        {
            desk.Clock.Advance(TimeSpan.FromSeconds(6)); // settings are read through a short cache
            var message = await desk.ReceiveAsync(CarrierDesk.NewPhone(), "Hello?");
            var response = await desk.Api.PostAsJsonAsync($"/api/conversations/{message.Text("conversationId")}/assist", new { what = "reply" });
            Assert.Equal(502, (int)response.StatusCode);
            Assert.Contains("private network", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        finally
        {
            await desk.App.Db.ExecuteAsync("DELETE FROM settings WHERE key = 'assistant'", null, default);
            desk.Clock.Advance(TimeSpan.FromSeconds(6));
        }
    }
}
