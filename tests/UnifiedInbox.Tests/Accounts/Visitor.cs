using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace UnifiedInbox.Tests.Accounts;

/// <summary>Somebody at a browser without scripts: opens pages, fills in their forms, keeps cookies.</summary>
internal sealed partial class Visitor(TestApp app) : IDisposable
{
    public const string Password = "SecurePassword123";

    public HttpClient Http { get; } = app.Browser();

    public string Token { get; private set; } = "";

    public string Email { get; private set; } = "";

    public Guid Id { get; private set; }

    /// <summary>Signs up through the API and keeps the cookie.</summary>
    public static async Task<Visitor> SignUpAsync(TestApp app, string email = "ada@example.com", string name = "Ada Admin")
    {
        var visitor = new Visitor(app);
        await visitor.TakeInAsync(await visitor.Http.PostAsJsonAsync("/api/auth/sign-up", new { email, password = Password, name }), HttpStatusCode.Created);
        return visitor;
    }

    /// <summary>Joins the team by an invitation of <paramref name="admin"/>.</summary>
    public static async Task<Visitor> JoinAsync(TestApp app, Visitor admin, string email, string role = "agent")
    {
        var link = await admin.InviteAsync(role: role);
        var visitor = new Visitor(app);
        await visitor.TakeInAsync(await visitor.Http.PostAsJsonAsync("/api/auth/sign-up",
            new { email, password = Password, name = email.Split('@')[0], invitation = link[(link.LastIndexOf('/') + 1)..] }), HttpStatusCode.Created);
        return visitor;
    }

    public async Task<HttpResponseMessage> SignInAsync(string email, string password = Password, string? twoFactorCode = null, string? recoveryCode = null)
    {
        var response = await Http.PostAsJsonAsync("/api/auth/sign-in", new { email, password, twoFactorCode, recoveryCode });
        if (response.IsSuccessStatusCode) await TakeInAsync(response, HttpStatusCode.OK);
        return response;
    }

    /// <summary>Makes an invitation on the team's page and answers its link.</summary>
    public async Task<string> InviteAsync(string email = "", string role = "agent")
    {
        var response = await SubmitAsync("/settings/team", "/settings/team/invitations", ("email", email), ("role", role));
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        return await SecretAsync("/settings/team");
    }

    /// <summary>Submits the form of <paramref name="page"/> that goes to <paramref name="action"/>.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(string page, string action, params (string Name, string Value)[] fields)
    {
        var html = await PageAsync(page);
        // Also finds the formaction of a second button.
        Assert.Contains($"action=\"{action}\"", html);
        return await PostAsync(html, action, fields);
    }

    /// <summary>Posts a form as a page gave it, whatever it is for.</summary>
    public async Task<HttpResponseMessage> PostAsync(string html, string action, params (string Name, string Value)[] fields)
    {
        using var form = Form(html, fields);
        return await Http.PostAsync(action, form);
    }

    /// <summary>These fields with the token of a form of that page.</summary>
    public FormUrlEncodedContent Form(string html, params (string Name, string Value)[] fields)
    {
        var token = AntiforgeryField().Match(html).Groups[1].Value;
        return new(fields.Append(("__RequestVerificationToken", token)).Select(field => new KeyValuePair<string, string>(field.Item1, field.Item2)));
    }

    public async Task<string> PageAsync(string path)
    {
        var response = await Http.GetAsync(path);
        var html = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {html[..Math.Min(300, html.Length)]}");
        return WebUtility.HtmlDecode(html);
    }

    /// <summary>The secret that a page shows once.</summary>
    public async Task<string> SecretAsync(string page)
    {
        var match = Secret().Match(await PageAsync(page));
        Assert.True(match.Success, $"{page} shows no secret");
        return match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value;
    }

    public HttpClient Program() => app.WithToken(Token);

    public void Dispose() => Http.Dispose();

    private async Task TakeInAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        var json = await response.Content.ReadFromJsonAsync<JsonElement>();
        Token = json.GetProperty("token").GetString()!;
        Email = json.GetProperty("user").GetProperty("email").GetString()!;
        Id = json.GetProperty("user").GetProperty("id").GetGuid();
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex AntiforgeryField();

    [GeneratedRegex("readonly value=\"([^\"]+)\"|<pre[^>]*data-shown-once[^>]*>([^<]+)</pre>")]
    private static partial Regex Secret();
}

internal static class Answers
{
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response) => await response.Content.ReadFromJsonAsync<JsonElement>();

    public static async Task<string?> CodeAsync(this HttpResponseMessage response) => (await response.JsonAsync()).GetProperty("code").GetString();

    public static async Task<string> HtmlAsync(this HttpResponseMessage response) => WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
}
