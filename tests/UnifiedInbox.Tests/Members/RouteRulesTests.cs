using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Accounts;
using UnifiedInbox.Database;

namespace UnifiedInbox.Tests.Members;

/// <summary>
/// Every route, asked for as everyone. Who may is written down in <c>routes.txt</c> beside this file, by hand: a new route that is not in
/// it fails the build, and so does one that lets in somebody else than it says there.
/// </summary>
public sealed class RouteRulesTests : IAsyncLifetime
{
    private static readonly string[] Callers = ["anonymous", "member", "agent", "admin"];
    private TestApp app = null!;

    public async Task InitializeAsync() => app = await TestApp.StartAsync(settings: new Dictionary<string, string?>
    {
        ["Accounts__ApiRequestsPerMinute"] = "100000",
        ["Accounts__AnonymousRequestsPerMinute"] = "100000",
        ["Accounts__SignInsPerMinute"] = "100000",
    });

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public void Every_route_has_a_rule_and_every_rule_a_route()
    {
        var written = Rules().Select(rule => rule.Route).Order(StringComparer.Ordinal).ToList();
        var real = Routes().Select(route => route.Name).Order(StringComparer.Ordinal).ToList();
        Assert.True(!real.Except(written).Any(), "Say in routes.txt who may use:\n" + string.Join('\n', real.Except(written)));
        Assert.True(!written.Except(real).Any(), "In routes.txt, and nowhere else:\n" + string.Join('\n', written.Except(real)));
    }

    [Fact]
    public async Task Each_route_lets_in_whom_its_rule_names_and_nobody_else()
    {
        (await app.SignUpAdminAsync("first@example.com")).Dispose();
        var rules = Rules().ToDictionary(rule => rule.Route, rule => rule.Who);
        var wrong = new List<string>();
        foreach (var (name, method, path, json) in Routes())
        {
            if (!rules.TryGetValue(name, out var who) || who == "own") continue; // unknown ones are told above
            foreach (var caller in Callers)
            {
                var (status, words) = await AskAsync(caller, method, path, json);
                var isIn = !words.Contains("\"unauthenticated\"", StringComparison.Ordinal) && !words.Contains("\"forbidden\"", StringComparison.Ordinal);
                if (isIn != MayUse(who, caller)) wrong.Add($"{name}: {who}, and {caller} got {status} {words[..Math.Min(words.Length, 100)]}");
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static bool MayUse(string who, string caller) => who switch
    {
        "anyone" => true,
        "signed-in" => caller != "anonymous",
        "member" => caller == "member",
        "staff" => caller is "agent" or "admin",
        "admin" => caller == "admin",
        _ => throw new InvalidDataException($"“{who}” is nobody."),
    };

    private async Task<(int Status, string Words)> AskAsync(string caller, string method, string path, bool json)
    {
        using var client = caller == "anonymous" ? app.Anonymous() : app.WithToken(await SessionAsync(caller));
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        // What a route does not take is turned away before anybody asks who sent it.
        if (method is "POST" or "PUT" or "PATCH") request.Content = json ? new StringContent("{}", Encoding.UTF8, "application/json") : new FormUrlEncodedContent([]);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var words = response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? await response.Content.ReadAsStringAsync() : "";
        return ((int)response.StatusCode, words);
    }

    /// <summary>Somebody new for each request: what one route does to an account is not felt by the next.</summary>
    private async Task<string> SessionAsync(string role)
    {
        const string sql = """
            INSERT INTO contacts (id, name) VALUES (@id, 'Somebody');
            INSERT INTO users (id, email, name, role, contact_id, security_stamp, concurrency_stamp)
            VALUES (@id, @id::text || '@example.com', 'Somebody', @role, CASE @role WHEN 'member' THEN @id END, 's', 'c');
            INSERT INTO sessions (id, user_id, token_hash, expires_at) VALUES (@id, @id, @hash, now() + interval '1 day')
            """;
        var token = SecretToken.New(SecretToken.SessionPrefix);
        await app.Db.ExecuteAsync(sql, new { id = NewId.Next(), role, hash = SecretToken.Hash(token) }, default);
        return token;
    }

    private IEnumerable<(string Name, string Method, string Path, bool Json)> Routes() =>
        from endpoint in app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let pattern = "/" + endpoint.RoutePattern.RawText?.Trim('/')
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        let path = "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(Filled))))
        let json = endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes.Contains("application/json") == true
        group (path, json) by (method, pattern) into same
        orderby same.Key.pattern, same.Key.method
        select ($"{same.Key.method} {same.Key.pattern}", same.Key.method, same.First().path, same.First().json);

    private static string Filled(Microsoft.AspNetCore.Routing.Patterns.RoutePatternPart part) => part switch
    {
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator => separator.Content,
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "documentName" } => "v1",
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { ParameterPolicies: var rules } when rules.Any(rule => rule.Content is "int" or "long") => "1",
        _ => "0198c6a0-0000-7000-8000-000000000000",
    };

    private static IEnumerable<(string Who, string Route)> Rules([CallerFilePath] string here = "") =>
        File.ReadLines(Path.Combine(Path.GetDirectoryName(here)!, "routes.txt"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Select(words => (words[0], words[1]));
}
