using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using UnifiedInbox.Tests.Web;

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
    private LoopbackSite site = null!;

    private ProductStub()
    {
    }

    public string Url => site.Url;
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
        var stub = new ProductStub();
        stub.site = await LoopbackSite.StartAsync(stub.AnswerAsync);
        return stub;
    }

    private async Task AnswerAsync(HttpContext http)
    {
        if (HttpMethods.IsPost(http.Request.Method))
        {
            await TakeAsync(http);
        }
        else if (http.Request.Path == "/picture.png")
        {
            PictureHadAuthorization.Enqueue(http.Request.Headers.ContainsKey("Authorization"));
            await Results.Bytes(Picture, "image/png").ExecuteAsync(http);
        }
        else
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
        }
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

    public ValueTask DisposeAsync() => site.DisposeAsync();
}
