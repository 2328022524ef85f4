using Microsoft.Playwright;

namespace UnifiedInbox.Browser.Tests.Analytics;

/// <summary>The figures as a person sees them: charts are drawn under the page's policy, and numbers lead to their rows.</summary>
public sealed class FiguresPageTests(Desk desk) : IClassFixture<Desk>
{
    [Theory]
    [InlineData(1440, ColorScheme.Light), InlineData(390, ColorScheme.Dark)]
    public async Task Charts_are_drawn_and_a_number_opens_the_rows_it_counts(int width, ColorScheme scheme)
    {
        await desk.TextAsync("+14155557001", "Is the figure right?");
        await using var ada = await desk.AdaAsync(width, scheme: scheme);
        await ada.OpenAsync("/analytics");
        await Assertions.Expect(ada.Page.Locator("[data-controller~=chart][data-drawn=true]")).ToHaveCountAsync(4);
        await Assertions.Expect(ada.Page.Locator("[data-controller~=chart] canvas").First).ToBeVisibleAsync();
        Assert.Equal(30, await ada.Page.Locator("[data-chart-kind-value=load]").EvaluateAsync<int>("chart => JSON.parse(chart.dataset.chartDataValue).day.length")); // quiet days too
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Week", Exact = true }).ClickAsync();
        await Assertions.Expect(ada.Page.GetByRole(AriaRole.Link, new() { Name = "Support load as CSV" })).ToHaveAttributeAsync("href", new System.Text.RegularExpressions.Regex("/analytics/export/weeks"));
        Assert.Equal(0, await ada.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"));

        var card = ada.Page.Locator("[data-metric=messages]");
        var counted = int.Parse(await card.Locator("[data-value]").InnerTextAsync(), System.Globalization.CultureInfo.InvariantCulture);
        await card.ClickAsync();
        await Assertions.Expect(ada.Page.Locator("[data-row]")).ToHaveCountAsync(counted);
        await Assertions.Expect(ada.Page.Locator("[data-range]")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"^\d+ \w+ \d{4} to \d+ \w+ \d{4}$"));
    }
}
