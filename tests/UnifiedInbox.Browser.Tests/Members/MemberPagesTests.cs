using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace UnifiedInbox.Browser.Tests.Members;

/// <summary>A member with long names, looked at on a phone.</summary>
public sealed class MemberPagesTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task Nothing_of_a_member_is_cut_or_hidden_on_a_phone()
    {
        await desk.TextAsync("+14155550321", "Is my room ready?");
        var contact = await desk.App.Database.Db.FindAsync<Guid>("SELECT contact_id FROM contact_addresses WHERE value = '+14155550321'", null, default);
        await using var ada = await desk.AdaAsync(390, 844);
        await desk.App.Database.Db.ExecuteAsync("UPDATE contacts SET name = @name WHERE id = @contact", new { contact, name = new string('W', 60) }, default);
        foreach (var tab in new[] { "", "/activity", "/features", "/revenue", "/messages", "/email", "/support" })
        {
            await ada.OpenAsync($"/members/{contact}{tab}");
            Assert.Equal("0 0", await ada.Page.EvaluateAsync<string>("`${document.documentElement.scrollWidth - innerWidth} ${document.documentElement.scrollHeight - innerHeight}`"));
            Assert.Equal(0, await ada.Page.EvaluateAsync<int>("[...document.querySelectorAll('header h1, td, th')].filter(one => one.getBoundingClientRect().right > innerWidth).length"));
        }
        await Expect(ada.Page.Locator("td[data-label=Resolution]")).ToBeInViewportAsync();
    }
}
