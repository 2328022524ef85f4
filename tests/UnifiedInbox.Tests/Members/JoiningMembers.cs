using System.Net.Http.Json;
using System.Text.RegularExpressions;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Members;

/// <summary>Contacts who become members by the link an agent gives them.</summary>
internal static class JoiningMembers
{
    /// <summary>Their browser, signed in.</summary>
    public static async Task<HttpClient> JoinAsync(this CarrierDesk desk, string contact, string email)
    {
        var token = await desk.InviteAsync(contact);
        var member = desk.App.Browser();
        Assert.Equal(201, await SignUpAsync(member, token, email));
        return member;
    }

    /// <summary>As the member's page does it; answers the token of the link that is shown once.</summary>
    public static async Task<string> InviteAsync(this CarrierDesk desk, string contact)
    {
        using var form = new FormUrlEncodedContent([]);
        var made = await desk.Api.PostAsync($"/members/{contact}/invite", form);
        Assert.Equal(303, (int)made.StatusCode);
        using var look = new HttpRequestMessage(HttpMethod.Get, $"/members/{contact}");
        look.Headers.Accept.ParseAdd("text/html");
        look.Headers.Add("Cookie", string.Join("; ", made.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0])));
        var page = await (await desk.Api.SendAsync(look)).Content.ReadAsStringAsync();
        return Regex.Match(page, "/invitations/(uil_[A-Za-z0-9_-]+)").Groups[1].Value;
    }

    public static async Task<int> SignUpAsync(HttpClient member, string invitation, string email) =>
        (int)(await member.PostAsJsonAsync("/api/auth/sign-up", new { email, password = "SecurePassword123", name = "A Member", invitation })).StatusCode;
}
