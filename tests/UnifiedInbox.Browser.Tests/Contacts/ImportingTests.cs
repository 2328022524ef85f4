using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace UnifiedInbox.Browser.Tests.Contacts;

public sealed class ImportingTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_list_is_uploaded_mapped_checked_imported_and_its_report_read()
    {
        await using var ada = await desk.AdaAsync();
        await ada.OpenAsync("/contacts");
        await ada.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Import contacts" }).ClickAsync();
        await ada.Page.GetByLabel("CSV file").SetInputFilesAsync(new FilePayload
        {
            Name = "people.csv", MimeType = "text/csv",
            Buffer = System.Text.Encoding.Latin1.GetBytes("Who;Handy;Shoe\nZo\u00eb Importer;+4915123456789;38\nBroken Importer;12;40\n"),
        });
        await ada.ByRole(AriaRole.Button, "Upload and look at it").ClickAsync();
        await Expect(ada.ByRole(AriaRole.Heading, "people.csv")).ToBeVisibleAsync();
        await Expect(ada.Page.GetByLabel("Encoding")).ToHaveValueAsync("windows-1252");
        await ada.Page.GetByLabel("Who", new PageGetByLabelOptions { Exact = false }).First.SelectOptionAsync("name");
        var preview = ada.Page.Locator("section", new PageLocatorOptions { HasText = "The first rows" });
        await Expect(preview.GetByRole(AriaRole.Cell, new LocatorGetByRoleOptions { Name = "Zoë Importer" })).ToBeVisibleAsync();
        await Expect(preview).ToContainTextAsync("with + and the country code");

        await ada.ByRole(AriaRole.Button, "Check every row first").ClickAsync();
        await Expect(ada.Page.GetByText("Checked; nothing is imported yet")).ToBeVisibleAsync();
        var before = await ada.Page.EvaluateAsync<string>("document.body.dataset.liveCursorValue");
        await ada.ByRole(AriaRole.Button, "Import now").ClickAsync();
        await Expect(ada.Page.GetByText("Imported", new PageGetByTextOptions { Exact = true })).ToBeVisibleAsync();

        // A page that was rendered before all that, and shown after it.
        await ada.Page.EvaluateAsync("before => { document.querySelector('#import [role=status]').textContent = 'Importing…'; document.body.dataset.liveCursorValue = before }", before);
        await Expect(ada.Page.GetByText("Imported", new PageGetByTextOptions { Exact = true })).ToBeVisibleAsync();
        await Expect(ada.Page.GetByText("Broken Importer;12;40")).ToBeVisibleAsync();
        var download = await ada.Page.RunAndWaitForDownloadAsync(() => ada.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Report of every row" }).ClickAsync());
        Assert.Equal("people report.csv", download.SuggestedFilename);
        await ada.OpenAsync("/contacts?search=importer");
        await Expect(ada.Page.Locator(".contact-row")).ToContainTextAsync("Zoë Importer");
    }
}
