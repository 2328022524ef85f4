using System.Net;
using System.Net.Http.Json;
using UnifiedInbox.Tests.Accounts;

namespace UnifiedInbox.Tests.Contacts;

/// <summary>The pages without scripts: plain links and forms.</summary>
[Collection(ContactsCollection.Name)]
public sealed class ContactPagesTests(ContactsApp contacts) : IAsyncLifetime
{
    private readonly HttpClient api = contacts.Api;
    private Visitor ada = null!;

    public async Task InitializeAsync()
    {
        await contacts.EmptyAsync();
        ada = new Visitor(contacts.App);
        await ada.SignInAsync("ada@example.com");
    }

    public Task DisposeAsync()
    {
        ada.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task An_empty_list_says_what_to_do()
    {
        Assert.Contains("No contacts yet", await ada.PageAsync("/contacts"));
        await api.AddContactAsync("Ann", "+14155550101");
        var nobody = await ada.PageAsync("/contacts?search=555 0199");
        Assert.Contains("Nobody found for “555 0199”", nobody);
        Assert.Contains("/contacts/new?phone=555%200199", nobody);
    }

    [Fact]
    public async Task A_contact_is_made_on_a_page_and_what_is_wrong_stands_beside_its_field()
    {
        var refused = await ada.SubmitAsync("/contacts/new", "/contacts", ("name", "Ann <b>"), ("phone", "12"), ("email", "ann"));
        var html = await refused.HtmlAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("“12” does not have as many digits", html);
        Assert.Contains("“ann” is not an email address", html);
        Assert.Contains("value=\"Ann <b>\"", html);

        var made = await ada.SubmitAsync("/contacts/new", "/contacts", ("name", "Ann <b>"), ("phone", "(415) 555-2671"), ("email", ""));
        Assert.Equal(HttpStatusCode.SeeOther, made.StatusCode);
        Assert.DoesNotContain("Ann <b>", await (await ada.Http.GetAsync(made.Headers.Location)).Content.ReadAsStringAsync());

        var again = await ada.SubmitAsync("/contacts/new", "/contacts", ("name", "B"), ("phone", "+14155552671"), ("email", ""));
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Contains($"href=\"{made.Headers.Location}\"", await again.HtmlAsync());
    }

    [Fact]
    public async Task Addresses_are_edited_in_rows()
    {
        var id = await api.AddContactAsync("Ann", "+14155550101", "ann@example.com");
        var saved = await ada.SubmitAsync($"/contacts/{id}/edit", $"/contacts/{id}", ("name", "Ann B"),
            ("phone", "+1 415 555 0101"), ("phone", "+44 20 7946 0958"), ("phone", ""), ("phonePrimary", "1"),
            ("email", ""), ("email", ""), ("emailPrimary", "0"), ("timeZone", "Europe/Berlin"), ("handles", "Instagram: @ann\r\n\r\nX: annx"));
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        var page = await ada.PageAsync($"/contacts/{id}");
        Assert.Contains("Ann B", page);
        Assert.Contains("+44 20 7946 0958", page);
        Assert.Contains("@ann", page);
        Assert.DoesNotContain("ann@example.com", page);

        var refused = await ada.SubmitAsync($"/contacts/{id}/edit", $"/contacts/{id}", ("name", "Ann B"), ("phone", "+1 415 555 0101"), ("phone", "nonsense"), ("email", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("id=\"phone-1-error\"", await refused.HtmlAsync());
    }

    [Fact]
    public async Task Plan_price_and_since_when_are_edited_and_emptied_and_a_form_without_them_leaves_them()
    {
        var id = await api.AddContactAsync("Ann", "+14155550101");
        (string, string)[] rest = [("name", "Ann"), ("phone", "+14155550101"), ("email", "")];
        async Task<HttpStatusCode> SaveAsync(params (string, string)[] fields) =>
            (await ada.SubmitAsync($"/contacts/{id}/edit", $"/contacts/{id}", [.. rest, .. fields])).StatusCode;

        Assert.Equal(HttpStatusCode.SeeOther, await SaveAsync(("memberSince", "2025-01-31"), ("plan", " Solo Pro "), ("price", "$29/mo")));
        Assert.Contains("Member since Jan 2025 | Solo Pro $29/mo", await ada.PageAsync($"/members/{id}"));
        Assert.Equal(HttpStatusCode.SeeOther, await SaveAsync());
        Assert.Contains("value=\"2025-01-31\"", await ada.PageAsync($"/contacts/{id}/edit"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await SaveAsync(("memberSince", "soon")));
        Assert.Equal(HttpStatusCode.SeeOther, await SaveAsync(("memberSince", ""), ("plan", ""), ("price", "")));
        Assert.DoesNotContain("Solo Pro $29", await ada.PageAsync($"/members/{id}"));

        var back = await ada.SubmitAsync($"/contacts/{id}/edit?from=member", $"/contacts/{id}", [.. rest, ("from", "member")]);
        Assert.Equal($"/members/{id}", back.Headers.Location?.ToString());

        var patched = await api.PatchAsJsonAsync($"/api/contacts/{id}", new { plan = "Team", memberSince = "2024-06-01T12:00:00Z" });
        Assert.Equal(HttpStatusCode.OK, patched.StatusCode);
        Assert.Contains("Member since Jun 2024 | Team", await ada.PageAsync($"/members/{id}"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.PatchAsJsonAsync($"/api/contacts/{id}", new { plan = new string('x', 201) })).StatusCode);
    }

    [Fact]
    public async Task Deleting_asks_for_the_name()
    {
        var id = await api.AddContactAsync("Ann", "+14155550101");
        var refused = await ada.SubmitAsync($"/contacts/{id}/delete", $"/contacts/{id}/delete", ("confirm", "Bob"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var deleted = await ada.SubmitAsync($"/contacts/{id}/delete", $"/contacts/{id}/delete", ("confirm", "ann"));
        Assert.Equal("/contacts", deleted.Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.NotFound, (await ada.Http.GetAsync($"/contacts/{id}")).StatusCode);
    }

    [Fact]
    public async Task Long_lists_go_on_behind_a_link()
    {
        await contacts.App.Db.ExecuteAsync("""
            INSERT INTO contacts (id, name) SELECT gen_random_uuid(), 'Person ' || lpad(i::text, 3, '0') FROM generate_series(1, 120) AS i
            """, null, default);
        const string Link = "href=\"/contacts?cursor=";
        var seen = new List<string>();
        for (var url = "/contacts"; url.Length > 0;)
        {
            var page = await ada.PageAsync(url);
            seen.AddRange(Enumerable.Range(1, 120).Select(i => $"Person {i:000}").Where(name => page.Contains($">{name}</a>", StringComparison.Ordinal)));
            var next = page.IndexOf(Link, StringComparison.Ordinal) + "href=\"".Length;
            url = page.Contains(Link, StringComparison.Ordinal) ? page[next..page.IndexOf('"', next)] : "";
        }
        Assert.Equal(120, seen.Count);
        Assert.Equal(seen.Distinct(), seen);
    }
}
