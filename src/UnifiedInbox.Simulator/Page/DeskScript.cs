using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace UnifiedInbox.Simulator.Page;

/// <summary>The page's script, from inside the library: it needs no build and no folder of its own.</summary>
internal static class DeskScript
{
    public const string Name = "/desk.js";

    private static readonly byte[] script = Read();

    public static string Version { get; } = Convert.ToHexStringLower(SHA256.HashData(script))[..12];

    public static IResult Get(HttpContext http)
    {
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Results.Bytes(script, "text/javascript; charset=utf-8");
    }

    private static byte[] Read()
    {
        using var stream = typeof(DeskScript).Assembly.GetManifestResourceStream("desk.js")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
