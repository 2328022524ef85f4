using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using UnifiedInbox.Attachments;
using UnifiedInbox.Attachments.Web;

namespace UnifiedInbox.Tests.Attachments;

/// <summary>A file is fetched from an address that somebody names. The internet is a server of this test behind a resolver of this test.</summary>
public sealed class FetchingFromUrlTests : IAsyncLifetime
{
    private static readonly IPAddress Public = IPAddress.Parse("93.184.216.34");
    private readonly ConcurrentDictionary<string, IPAddress[]> names = new();
    private readonly ConcurrentQueue<IPEndPoint> connected = new();
    private readonly ConcurrentDictionary<string, int> asked = new();
    private WebApplication web = null!;
    private TestApp app = null!;
    private HttpClient ada = null!;
    private int port;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        web = builder.Build();
        web.Run(ServeAsync);
        await web.StartAsync();
        port = new Uri(web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        app = await TestApp.StartAsync(
            settings: new Dictionary<string, string?> { ["Attachments__MostBytes"] = "200000", ["Attachments__UrlTimeout"] = "00:00:02" },
            replace: services => services.Replace(ServiceDescriptor.Singleton(new PublicNetwork(ResolveAsync, ConnectAsync))));
        ada = await app.SignUpAdminAsync();
        names["example.org"] = [Public];
    }

    public async Task DisposeAsync()
    {
        ada.Dispose();
        await app.DisposeAsync();
        await web.DisposeAsync();
    }

    [Fact]
    public async Task A_picture_becomes_an_upload_of_ones_own()
    {
        var answer = await FetchAsync("http://example.org/cat.png");
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var upload = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(("cat.png", "image/png"), (upload.GetProperty("name").GetString(), upload.GetProperty("contentType").GetString()));
        Assert.Equal(Pictures.Png(20, 10), await ada.GetByteArrayAsync(upload.GetProperty("url").GetString()));
    }

    [Theory]
    [InlineData("http://127.0.0.1/cat.png")]
    [InlineData("http://2130706433/cat.png")]
    [InlineData("http://0x7f.1/cat.png")]
    [InlineData("http://[::1]/cat.png")]
    [InlineData("http://[::ffff:10.0.0.1]/cat.png")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://inside.example.org/cat.png")]
    [InlineData("http://mixed.example.org/cat.png")]
    [InlineData("http://nowhere.example.org/cat.png")]
    [InlineData("http://example.org:22/cat.png")]
    [InlineData("http://example.org:8080/cat.png")]
    [InlineData("http://user:secret@example.org/cat.png")]
    [InlineData("http://example.org/to-inside")]
    [InlineData("http://example.org/to-port")]
    [InlineData("http://example.org/to-file")]
    [InlineData("http://example.org/round")]
    public async Task What_leads_inside_is_refused_before_anything_is_asked_there(string url)
    {
        names["inside.example.org"] = [IPAddress.Parse("192.168.0.10")];
        names["mixed.example.org"] = [Public, IPAddress.Loopback];
        names["nowhere.example.org"] = [];
        Assert.Equal("media_url_refused", await (await FetchAsync(url)).CodeAsync());
        Assert.All(connected, end => Assert.Equal(Public, end.Address));
        Assert.DoesNotContain("/secret", asked.Keys);
    }

    [Theory]
    [InlineData("ftp://example.org/cat.png", "bad_media_url")]
    [InlineData("file:///etc/passwd", "bad_media_url")]
    [InlineData("cat.png", "bad_media_url")]
    [InlineData("http://example.org/page", "media_is_page")]
    [InlineData("http://example.org/gone.png", "media_unreachable")]
    [InlineData("http://example.org/slow.png", "media_unreachable")]
    [InlineData("http://example.org/large", "file_too_large")]
    [InlineData("http://example.org/endless", "file_too_large")]
    public async Task What_is_no_file_to_send_is_said_so(string url, string code) => Assert.Equal(code, await (await FetchAsync(url)).CodeAsync());

    [Fact]
    public async Task A_name_that_changes_its_mind_is_connected_to_where_it_was_checked()
    {
        var answers = new Queue<IPAddress[]>([[Public], [IPAddress.Loopback]]);
        rebinding = () => answers.Count > 0 ? answers.Dequeue() : [IPAddress.Loopback];
        Assert.Equal(HttpStatusCode.Created, (await FetchAsync("http://rebind.example.org/cat.png")).StatusCode);
        Assert.Equal(Public, Assert.Single(connected).Address);
        Assert.Equal("media_url_refused", await (await FetchAsync("http://rebind.example.org/cat.png")).CodeAsync());
    }

    [Fact]
    public async Task A_message_takes_the_file_along_and_never_the_address()
    {
        var contact = await (await ada.PostAsJsonAsync("/api/contacts", new { name = "Rita", phone = "+14155550123" })).Content.ReadFromJsonAsync<JsonElement>();
        var refused = await ada.PostAsJsonAsync("/api/messages", new { contactId = contact.GetProperty("id").GetString(), channel = "sms", content = "x", mediaUrl = "http://127.0.0.1/cat.png" });
        Assert.Equal("media_url_refused", await refused.CodeAsync());
        var sent = await ada.PostAsJsonAsync("/api/messages", new { contactId = contact.GetProperty("id").GetString(), channel = "sms", content = "look", mediaUrls = new[] { "http://example.org/cat.png" } });
        var message = await sent.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(sent.IsSuccessStatusCode, message.ToString());
        var file = Assert.Single(message.GetProperty("attachments").EnumerateArray());
        Assert.Equal("cat.png", file.GetProperty("name").GetString());
        var row = await app.Db.FindAsync<string[]>("SELECT media_urls FROM messages WHERE content = 'look'", null, default);
        Assert.True(FileMark.Is(Assert.Single(row!)));
    }

    private Func<IPAddress[]>? rebinding;

    private Task<HttpResponseMessage> FetchAsync(string url) => ada.PostAsJsonAsync("/api/attachments/from-url", new { url });

    private Task<IPAddress[]> ResolveAsync(string name, CancellationToken ct) => Task.FromResult(
        name == "rebind.example.org" && rebinding is { } next ? next() : names.TryGetValue(name, out var addresses) ? addresses : []);

    /// <summary>Whatever public address is meant, this test's server is there.</summary>
    private async Task<Stream> ConnectAsync(IPEndPoint end, CancellationToken ct)
    {
        connected.Enqueue(end);
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port, ct);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private async Task ServeAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        asked.AddOrUpdate(path, 1, (_, times) => times + 1);
        var redirect = path switch
        {
            "/to-inside" => "http://192.168.0.1/secret",
            "/to-port" => "http://example.org:6379/secret",
            "/to-file" => "file:///etc/passwd",
            "/round" => "/round",
            _ => null,
        };
        if (redirect is not null)
        {
            http.Response.StatusCode = 302;
            http.Response.Headers.Location = redirect;
            return;
        }
        http.Response.ContentType = path == "/page" ? "text/html" : "image/png";
        switch (path)
        {
            case "/cat.png":
                await http.Response.Body.WriteAsync(Pictures.Png(20, 10));
                break;
            case "/slow.png":
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                break;
            case "/large":
                http.Response.ContentLength = 10_000_000;
                await http.Response.Body.WriteAsync(new byte[100]);
                await http.Response.Body.FlushAsync();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                break;
            case "/endless":
                while (!http.RequestAborted.IsCancellationRequested) await http.Response.Body.WriteAsync(new byte[10_000]);
                break;
            case "/page":
                await http.Response.WriteAsync("<p>a page</p>");
                break;
            default:
                http.Response.StatusCode = 404;
                break;
        }
    }
}
