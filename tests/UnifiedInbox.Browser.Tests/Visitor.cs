using Microsoft.Playwright;
using UnifiedInbox.Tests;

namespace UnifiedInbox.Browser.Tests;

/// <summary>
/// Somebody at a browser. Leaving fails the test on whatever the browser complained of meanwhile: script errors, refused
/// resources, violations of the content security policy.
/// </summary>
public sealed class Visitor : IAsyncDisposable
{
    private readonly List<string> complaints = [];
    private readonly List<string> excused = [];
    private readonly IBrowserContext context;
    private readonly KeptErrors errors;

    internal Visitor(IBrowserContext context, IPage page, KeptErrors errors)
    {
        this.context = context;
        this.errors = errors;
        Page = page;
        Watch(page);
        context.Page += (_, opened) => Watch(opened);
    }

    public IPage Page { get; }

    /// <summary>Complaints with these words belong to the test's story, such as a network that was cut.</summary>
    public void Excuse(params string[] words) => excused.AddRange(words);

    public Task<IResponse?> OpenAsync(string path) => Page.GotoAsync(path);

    public ILocator ByRole(AriaRole role, string name) => Page.GetByRole(role, new PageGetByRoleOptions { Name = name });

    public async ValueTask DisposeAsync()
    {
        await context.CloseAsync();
        var left = complaints.Where(complaint => !excused.Any(words => complaint.Contains(words, StringComparison.Ordinal))).ToList();
        Assert.True(left.Count == 0, string.Join(Environment.NewLine, [.. left, errors.ToString()]));
    }

    private void Watch(IPage page)
    {
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") complaints.Add($"{message.Type}: {message.Text} ({message.Location})");
        };
        page.PageError += (_, error) => complaints.Add($"script: {error}");
    }
}
