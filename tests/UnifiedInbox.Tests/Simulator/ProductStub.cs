using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace UnifiedInbox.Tests.Simulator;

/// <summary>What arrived at the product's door.</summary>
internal sealed record Post(string Path, Dictionary<string, string> Form, string Signature, string Token)
{
    public string this[string field] => Form.GetValueOrDefault(field, "");
}

/// <summary>Stands where the product would: takes webhooks, answers as told, and serves pictures.</summary>
internal sealed class ProductStub : IAsyncDisposable
{
    public static readonly byte[] Picture = [0x89, 0x50, 0x4E, 0x47, 1, 2, 3];
    private readonly WebApplication app;

    private ProductStub(WebApplication app, string url) => (this.app, Url) = (app, url);

    public string Url { get; }
    public string Webhook => Url + "/webhook";
    public ConcurrentQueue<Post> Posts { get; } = new();

    /// <summary>Headers with which pictures were asked for.</summary>
    public ConcurrentQueue<bool> PictureHadAuthorization { get; } = new();

    /// <summary>How many posts have come → HTTP status.</summary>
    public Func<int, int> Status { get; set; } = _ => 200;
    public string ContentType { get; set; } = "text/xml";
    public string Answer { get; set; } = """<?xml version="1.0" encoding="UTF-8"?><Response/>""";

    public IEnumerable<string> Statuses => Posts.Select(post => post["MessageStatus"]).Where(status => status.Length > 0);

    public static async Task<ProductStub> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        ProductStub? stub = null;
        app.MapPost("/{**path}", http => stub!.TakeAsync(http));
        app.MapGet("/picture.png", (HttpRequest request) =>
        {
            stub!.PictureHadAuthorization.Enqueue(request.Headers.ContainsKey("Authorization"));
            return Results.Bytes(Picture, "image/png");
        });
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return stub = new ProductStub(app, address);
    }

    private async Task TakeAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        Posts.Enqueue(new(
            http.Request.Path + http.Request.QueryString,
            form.ToDictionary(field => field.Key, field => field.Value.ToString()),
            http.Request.Headers["X-Twilio-Signature"].ToString(),
            http.Request.Headers["I-Twilio-Idempotency-Token"].ToString()));
        http.Response.StatusCode = Status(Posts.Count);
        if (ContentType.Length > 0)
            http.Response.ContentType = ContentType;
        await http.Response.WriteAsync(Answer);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
