using Microsoft.Playwright;

// Two cores and one browser: tests beside each other would only make each other late.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace UnifiedInbox.Browser.Tests;

/// <summary>The machine's own Chromium (<c>CHROMIUM_PATH</c>, else where Debian puts it), started once a run.</summary>
internal static class Chromium
{
    private static readonly Lazy<Task<IBrowser>> Started = new(StartAsync);

    public static Task<IBrowser> GetAsync() => Started.Value;

    private static async Task<IBrowser> StartAsync()
    {
        // How long something is waited for that should be there at once: only a machine busy with other things ever needs it.
        Assertions.SetDefaultExpectTimeout(15_000);
        var playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM_PATH") is { Length: > 0 } path ? path : "/usr/bin/chromium",
            // Chromium's sandbox does not run as root, as containers and CI do.
            Args = Environment.IsPrivilegedProcess ? ["--no-sandbox"] : [],
        });
    }
}
