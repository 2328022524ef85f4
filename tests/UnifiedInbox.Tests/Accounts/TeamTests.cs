using System.Net;
using System.Net.Http.Json;
using UnifiedInbox.Accounts;
using UnifiedInbox.Accounts.Team;
using UnifiedInbox.Database;

namespace UnifiedInbox.Tests.Accounts;

public sealed class TeamTests : IAsyncLifetime
{
    private TestApp app = null!;
    private Visitor ada = null!;

    public async Task InitializeAsync()
    {
        app = await TestApp.StartAsync();
        ada = await Visitor.SignUpAsync(app);
    }

    public async Task DisposeAsync()
    {
        ada.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task An_invitation_brings_one_teammate_in_with_its_role()
    {
        var link = await ada.InviteAsync(role: "admin");
        Assert.StartsWith(app.Address.GetLeftPart(UriPartial.Authority) + "/invitations/uil_", link);
        Assert.DoesNotContain(link, await ada.PageAsync("/settings/team"));
        var token = link[(link.LastIndexOf('/') + 1)..];

        using var bob = new Visitor(app);
        Assert.Contains("Ada Admin invites you", await bob.PageAsync(new Uri(link).PathAndQuery));
        var wrong = await bob.SubmitAsync(new Uri(link).PathAndQuery, "/sign-up", ("invitation", token), ("name", "Bob"), ("email", "bob"), ("password", Visitor.Password));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Contains(token, await wrong.HtmlAsync());
        var joined = await bob.SubmitAsync(new Uri(link).PathAndQuery, "/sign-up", ("invitation", token), ("name", "Bob"), ("email", "bob@example.com"), ("password", Visitor.Password));
        Assert.Equal(HttpStatusCode.SeeOther, joined.StatusCode);
        Assert.Equal("admin", (await (await bob.Http.GetAsync("/api/auth/session")).JsonAsync()).GetProperty("user").GetProperty("role").GetString());

        Assert.Equal(HttpStatusCode.NotFound, (await new Visitor(app).Http.GetAsync(link)).StatusCode);
        var again = await app.Anonymous().PostAsJsonAsync("/api/auth/sign-up", new { email = "eve@example.com", password = Visitor.Password, name = "Eve", invitation = token });
        Assert.Equal(HttpStatusCode.Forbidden, again.StatusCode);
    }

    [Fact]
    public async Task An_invitation_used_by_two_at_once_lets_one_in()
    {
        var token = (await ada.InviteAsync()).Split('/')[^1];
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => app.Anonymous().PostAsJsonAsync(
            "/api/auth/sign-up", new { email = $"p{i}@example.com", password = Visitor.Password, name = "P", invitation = token })));
        Assert.Equal(1, answers.Count(answer => answer.StatusCode == HttpStatusCode.Created));
    }

    [Fact]
    public async Task An_invitation_ends_when_it_is_taken_back_after_a_week_or_for_another_address()
    {
        var named = (await ada.InviteAsync("bob@example.com")).Split('/')[^1];
        var other = await app.Anonymous().PostAsJsonAsync("/api/auth/sign-up", new { email = "eve@example.com", password = Visitor.Password, name = "Eve", invitation = named });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);

        var id = await app.Db.FindAsync<Guid>("SELECT id FROM account_links", null, default);
        Assert.Equal(HttpStatusCode.SeeOther, (await ada.SubmitAsync("/settings/team", $"/settings/team/invitations/{id}/revoke")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await new Visitor(app).Http.GetAsync("/invitations/" + named)).StatusCode);

        var old = (await ada.InviteAsync()).Split('/')[^1];
        await app.Db.ExecuteAsync("UPDATE account_links SET expires_at = now() - interval '1 second'", null, default);
        Assert.Equal(HttpStatusCode.NotFound, (await new Visitor(app).Http.GetAsync("/invitations/" + old)).StatusCode);
    }

    [Theory]
    [InlineData("not-an-address", "agent", "email-error")]
    [InlineData("ada@example.com", "agent", "email-error")]
    [InlineData("", "owner", "role-error")]
    public async Task Invitations_that_make_no_sense_are_refused(string email, string role, string error)
    {
        var answer = await ada.SubmitAsync("/settings/team", "/settings/team/invitations", ("email", email), ("role", role));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains($"id=\"{error}\"", await answer.HtmlAsync());
    }

    [Fact]
    public async Task Deactivating_ends_sessions_and_tokens_and_frees_conversations()
    {
        using var bob = await Visitor.JoinAsync(app, ada, "bob@example.com");
        await bob.SubmitAsync("/account/tokens", "/account/tokens", ("name", "script"), ("days", ""));
        var token = await bob.SecretAsync("/account/tokens");
        Assert.Equal(HttpStatusCode.OK, (await app.WithToken(token).GetAsync("/api/auth/session")).StatusCode);
        var conversation = await AssignConversationAsync(bob.Id);

        Assert.Equal(HttpStatusCode.SeeOther, (await ada.SubmitAsync("/settings/team", $"/settings/team/{bob.Id}/deactivate")).StatusCode);

        Assert.Equal(HttpStatusCode.Unauthorized, (await bob.Http.GetAsync("/api/auth/session")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.WithToken(token).GetAsync("/api/auth/session")).StatusCode);
        Assert.Null(await app.Db.FindAsync<Guid?>("SELECT assignee_id FROM conversations WHERE id = @conversation", new { conversation }, default));
        Assert.Equal(1, await app.Db.FindAsync<int>("SELECT count(*) FROM changes WHERE kind = 'conversation' AND conversation_id = @conversation", new { conversation }, default));
        var refused = await new Visitor(app).SignInAsync(bob.Email);
        Assert.Equal((HttpStatusCode.Forbidden, "deactivated"), (refused.StatusCode, await refused.CodeAsync()));
        Assert.Equal("wrong_credentials", await (await new Visitor(app).SignInAsync(bob.Email, "wrong password")).CodeAsync());

        Assert.Equal(HttpStatusCode.SeeOther, (await ada.SubmitAsync("/settings/team", $"/settings/team/{bob.Id}/reactivate")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await new Visitor(app).SignInAsync(bob.Email)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.WithToken(token).GetAsync("/api/auth/session")).StatusCode);
    }

    [Fact]
    public async Task The_last_admin_can_neither_go_nor_become_agent()
    {
        using var bob = await Visitor.JoinAsync(app, ada, "bob@example.com");
        var html = await ada.PageAsync("/settings/team");
        foreach (var verb in new[] { "deactivate", "role" })
        {
            var refused = await ada.PostAsync(html, $"/settings/team/{ada.Id}/{verb}", ("role", "agent"));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            Assert.Contains("The only admin", await refused.HtmlAsync());
        }
        Assert.Equal(HttpStatusCode.SeeOther, (await ada.SubmitAsync("/settings/team", $"/settings/team/{bob.Id}/role", ("role", "admin"))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await ada.SubmitAsync("/settings/team", $"/settings/team/{ada.Id}/role", ("role", "agent"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await ada.Http.GetAsync("/settings/team")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await bob.Http.GetAsync("/settings/team")).StatusCode);
    }

    [Fact]
    public async Task Two_admins_who_remove_each_other_at_once_leave_one()
    {
        for (var round = 0; round < 5; round++)
        {
            // One after the other: the admin's browser has one form token at a time.
            Visitor[] others =
            [
                await Visitor.JoinAsync(app, ada, $"r{round}p0@example.com", "admin"),
                await Visitor.JoinAsync(app, ada, $"r{round}p1@example.com", "admin"),
            ];
            await app.Db.ExecuteAsync("UPDATE users SET role = 'agent' WHERE id <> ALL(@ids)", new { ids = others.Select(o => o.Id).ToArray() }, default);
            Caller As(Visitor v) => new(v.Id, "", v.Email, Role.Admin, null, null);
            var outcomes = await Task.WhenAll(
                DeactivateTeammate.RunAsync(app.Db, TimeProvider.System, As(others[0]), others[1].Id, default),
                DeactivateTeammate.RunAsync(app.Db, TimeProvider.System, As(others[1]), others[0].Id, default));
            Assert.Equal([TeamOutcome.Done, TeamOutcome.Forbidden], outcomes.Order());
            await app.Db.ExecuteAsync("UPDATE users SET role = CASE WHEN id = @id THEN 'admin' ELSE 'agent' END", new { id = ada.Id }, default);
        }
    }

    [Fact]
    public async Task Agents_and_tokens_do_not_manage_the_team()
    {
        using var bob = await Visitor.JoinAsync(app, ada, "bob@example.com");
        var html = await bob.PageAsync("/account");
        foreach (var page in new[] { "/settings/team", "/settings/sign-up", "/settings/general", "/settings/audit" })
            Assert.Equal(HttpStatusCode.Forbidden, (await bob.Http.GetAsync(page)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await bob.PostAsync(html, $"/settings/team/{ada.Id}/deactivate")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await bob.PostAsync(html, "/settings/team/invitations", ("role", "admin"))).StatusCode);
        Assert.DoesNotContain("/settings/team", await bob.PageAsync("/settings"));

        await ada.SubmitAsync("/account/tokens", "/account/tokens", ("name", "script"), ("days", ""));
        var token = await ada.SecretAsync("/account/tokens");
        Assert.Equal(HttpStatusCode.Forbidden, (await app.WithToken(token).GetAsync("/settings/team")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await app.WithToken(token).GetAsync("/account/tokens")).StatusCode);
    }

    [Fact]
    public async Task Unknown_teammates_are_not_found()
    {
        var html = await ada.PageAsync("/settings/team");
        foreach (var verb in new[] { "role", "deactivate", "reactivate", "password-link", "two-factor-off" })
            Assert.Equal(HttpStatusCode.NotFound, (await ada.PostAsync(html, $"/settings/team/{NewId.Next()}/{verb}", ("role", "agent"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await ada.PostAsync(html, "/settings/team/nonsense/deactivate")).StatusCode);
    }

    [Fact]
    public async Task The_audit_log_tells_who_did_what_a_page_at_a_time()
    {
        using var bob = await Visitor.JoinAsync(app, ada, "bob@example.com");
        await ada.SubmitAsync("/settings/team", $"/settings/team/{bob.Id}/role", ("role", "admin"));
        await ada.SubmitAsync("/settings/team", $"/settings/team/{bob.Id}/deactivate");
        var html = await ada.PageAsync("/settings/audit");
        foreach (var sentence in new[] { "Ada Admin signed up as admin", "invited somebody as agent", "bob signed up as agent", "Ada Admin made bob an admin", "Ada Admin deactivated bob" })
            Assert.Contains(sentence, html);

        await app.Db.ExecuteAsync("INSERT INTO audit_log (id, at, action, subject) SELECT gen_random_uuid(), now() - make_interval(mins => i / 10), 'thing.done', 'thing' FROM generate_series(1, 120) i", null, default);
        var seen = new List<Guid>();
        Guid? before = null;
        do
        {
            var (entries, next) = await UnifiedInbox.Audit.ListAudit.RunAsync(app.Db, before, default);
            seen.AddRange(entries.Select(entry => entry.Id));
            before = next;
        }
        while (before != null);
        Assert.Equal(await app.Db.ListAsync<Guid>("SELECT id FROM audit_log ORDER BY at DESC, id DESC", null, default), seen);
        Assert.Contains("Older", await ada.PageAsync("/settings/audit"));
    }

    private async Task<Guid> AssignConversationAsync(Guid userId)
    {
        var conversation = NewId.Next();
        await app.Db.ExecuteAsync("""
            WITH contact AS (INSERT INTO contacts (id, name) VALUES (@contact, 'Carol') RETURNING id),
                 inbox AS (INSERT INTO inboxes (id, name, channel, address, provider) VALUES (@inbox, 'Main', 'sms', '+15550001111', 'twilio') RETURNING id)
            INSERT INTO conversations (id, contact_id, inbox_id, assignee_id)
            SELECT @conversation, contact.id, inbox.id, @userId FROM contact, inbox
            """, new { contact = NewId.Next(), inbox = NewId.Next(), conversation, userId }, default);
        return conversation;
    }
}
