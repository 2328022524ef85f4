using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Members;

/// <summary>A contact is invited, signs in, reads what is theirs, writes, and says who may write to them.</summary>
public sealed class PortalTests(CarrierDesk desk) : IClassFixture<CarrierDesk>
{
    [Fact]
    public async Task A_member_reads_and_writes_their_own_messages_and_no_one_elses()
    {
        var phone = CarrierDesk.NewPhone();
        var first = await desk.ReceiveAsync(phone, "My first question");
        var contact = first.Text("contactId")!;
        await desk.ReceiveAsync(CarrierDesk.NewPhone(), "Somebody else's business");
        await desk.SendAsync(contact, "Our answer to you");
        using var member = await desk.JoinAsync(contact, "first.member@example.com");

        var page = await PageAsync(member, "/portal");
        Assert.Contains("My first question", page, StringComparison.Ordinal);
        await Eventually.TrueAsync(async () => (await PageAsync(member, "/portal")).Contains("Our answer to you", StringComparison.Ordinal), "the answer has left and shows");
        Assert.DoesNotContain("Somebody else", page, StringComparison.Ordinal);

        var answer = await SubmitAsync(member, "/portal", page, ("content", "Written in the portal"));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        await SubmitAsync(member, "/portal", page, ("content", "Written in the portal")); // the same form again
        var written = (await desk.ListAsync(contact)).Where(message => message.Text("content") == "Written in the portal").ToList();
        var message = Assert.Single(written);
        Assert.Equal(("inbound", "received", first.Text("conversationId"), phone), (message.Text("direction"), message.Text("status"), message.Text("conversationId"), message.Text("from")));
        Assert.Contains("Written in the portal", await PageAsync(member, "/portal"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Access_is_taken_away_and_given_anew_and_nobody_takes_another_contact_s_address()
    {
        var contact = (await desk.ReceiveAsync(CarrierDesk.NewPhone(), "Let me in")).Text("contactId")!;
        (await desk.Api.PostAsJsonAsync("/api/contacts", new { name = "Una", email = "Una.Other@example.com" })).EnsureSuccessStatusCode();
        using (var taker = desk.App.Browser()) Assert.Equal(422, await JoiningMembers.SignUpAsync(taker, await desk.InviteAsync(contact), "una.other@example.com"));
        using var member = await desk.JoinAsync(contact, "revoked.member@example.com");
        Assert.Contains("Let me in", await PageAsync(member, "/portal"), StringComparison.Ordinal);

        using var nothing = new FormUrlEncodedContent([]);
        Assert.Equal(303, (int)(await desk.Api.PostAsync($"/members/{contact}/revoke", nothing)).StatusCode);
        Assert.NotEqual(HttpStatusCode.OK, (await member.GetAsync("/portal")).StatusCode);
        var link = await desk.InviteAsync(contact);
        await desk.Api.PostAsync($"/members/{contact}/revoke", nothing);
        using (var late = desk.App.Browser()) Assert.Equal(403, await JoiningMembers.SignUpAsync(late, link, "revoked.member@example.com"));
        using var again = await desk.JoinAsync(contact, "revoked.member@example.com");
        Assert.Contains("Let me in", await PageAsync(again, "/portal"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_has_only_a_mail_address_writes_a_mail()
    {
        await desk.App.Db.ExecuteAsync("INSERT INTO inboxes (id, name, channel, address, provider, is_default) VALUES (gen_random_uuid(), 'Mail desk', 'email', 'desk@example.com', 'smtp', true)", null, default);
        var made = await desk.Api.PostAsJsonAsync("/api/contacts", new { name = "Mona Mail", email = "mona@example.com" });
        var contact = (await made.Content.ReadFromJsonAsync<JsonElement>()).Text("id")!;
        desk.Clock.Advance(TimeSpan.FromSeconds(10)); // inboxes are remembered for some seconds
        using var member = await desk.JoinAsync(contact, "mona@example.com");
        var page = await PageAsync(member, "/portal");
        Assert.Equal(303, (int)(await SubmitAsync(member, "/portal", page, ("subject", "My invoice"), ("content", "Where is it?"))).StatusCode);
        var message = Assert.Single(await desk.ListAsync(contact));
        Assert.Equal(("email", "inbound", "My invoice", "mona@example.com"), (message.Text("channel"), message.Text("direction"), message.Text("subject"), message.Text("from")));
        Assert.Contains("Where is it?", await PageAsync(member, "/portal"), StringComparison.Ordinal);
        Assert.Equal(422, (int)(await SubmitAsync(member, "/portal", page, ("content", "  "))).StatusCode);
    }

    [Fact]
    public async Task What_a_member_stops_is_stopped_and_allowed_again()
    {
        var contact = (await desk.ReceiveAsync(CarrierDesk.NewPhone(), "Hello")).Text("contactId")!;
        using var member = await desk.JoinAsync(contact, "second.member@example.com");
        foreach (var (state, status) in new[] { ("opted_out", 422), ("opted_in", 201) })
        {
            var page = await PageAsync(member, "/portal/consent");
            var inbox = Regex.Match(page, "name=\"inboxId\" value=\"([^\"]+)\"").Groups[1].Value;
            var address = WebUtility.HtmlDecode(Regex.Match(page, "name=\"address\" value=\"([^\"]+)\"").Groups[1].Value);
            Assert.Equal(303, (int)(await SubmitAsync(member, "/portal/consent", page, ("inboxId", inbox), ("address", address), ("state", state))).StatusCode);
            Assert.Equal(404, (int)(await SubmitAsync(member, "/portal/consent", page, ("inboxId", inbox), ("address", "+14155550199"), ("state", state))).StatusCode);
            Assert.Equal(status, (int)(await desk.PostMessageAsync(contact, "May we?")).StatusCode);
        }
    }

    [Fact]
    public async Task A_member_who_signs_in_comes_to_the_portal_and_an_invitation_works_once()
    {
        var contact = (await desk.ReceiveAsync(CarrierDesk.NewPhone(), "Hello")).Text("contactId")!;
        await desk.Api.PatchAsync($"/api/contacts/{contact}", JsonContent.Create(new { name = "Thea Third" }));
        var token = await desk.InviteAsync(contact);
        using var member = desk.App.Browser();
        Assert.Contains("value=\"Thea Third\"", await PageAsync(member, $"/invitations/{token}"), StringComparison.Ordinal);
        Assert.Equal(201, await JoiningMembers.SignUpAsync(member, token, "third.member@example.com"));
        Assert.Equal(403, await JoiningMembers.SignUpAsync(member, token, "fourth.member@example.com"));
        var inbox = await member.GetAsync("/inbox");
        Assert.Equal("/portal", inbox.Headers.Location?.ToString());
        Assert.Equal(403, (int)(await member.GetAsync($"/members/{contact}")).StatusCode);
        Assert.Equal(403, (int)(await member.GetAsync("/api/contacts")).StatusCode);
        Assert.Equal(404, (int)(await member.GetAsync($"/portal/attachments/{contact}")).StatusCode);
    }

    private static async Task<string> PageAsync(HttpClient member, string url)
    {
        var response = await member.GetAsync(url);
        var html = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{url} {response.StatusCode} {html[..Math.Min(html.Length, 1500)]}");
        return html;
    }

    private static async Task<HttpResponseMessage> SubmitAsync(HttpClient member, string url, string page, params (string Name, string Value)[] fields)
    {
        var hidden = Regex.Matches(page, "name=\"(__RequestVerificationToken|messageId)\" value=\"([^\"]+)\"").GroupBy(match => match.Groups[1].Value)
            .Select(group => (group.Key, WebUtility.HtmlDecode(group.First().Groups[2].Value)));
        using var form = new FormUrlEncodedContent(hidden.Concat(fields).Select(field => KeyValuePair.Create(field.Item1, field.Item2)));
        return await member.PostAsync(url, form);
    }
}
