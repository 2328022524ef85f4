using Microsoft.Playwright;

namespace UnifiedInbox.Browser.Tests.Mail;

/// <summary>A page that shows HTML in frames, without a network, and notes whatever it does.</summary>
internal sealed class FiringRange : IAsyncDisposable
{
    private const string Home = "http://range.test/";
    private readonly List<string> findings = [];
    private readonly IPage page;

    private FiringRange(IPage page) => this.page = page;

    public static async Task<FiringRange> OpenAsync()
    {
        var browser = await Chromium.GetAsync();
        var page = await (await browser.NewContextAsync()).NewPageAsync();
        var range = new FiringRange(page);
        await page.RouteAsync("**/*", range.AnswerAsync);
        page.Dialog += (_, dialog) =>
        {
            range.findings.Add("ran " + dialog.Message);
            _ = dialog.DismissAsync();
        };
        page.Popup += (_, popup) => range.findings.Add("ran: opened " + popup.Url);
        // In every frame: what scripts use to show that they ran, and what a blocked one would have said.
        await page.AddInitScriptAsync("""
            for (const name of ['alert', 'confirm', 'prompt', 'print']) window[name] = what => { top.ran.push('ran ' + name + ' ' + what) }
            if (top === window) window.ran = []
            """);
        await page.GotoAsync(Home);
        return range;
    }

    /// <summary>
    /// Shows each piece in a frame until all are loaded, then looks through what they have become. The frames are written anew: to
    /// navigate them would take a minute for some thousand pieces.
    /// </summary>
    public async Task ShowAsync(IReadOnlyList<string> pieces, string? sandbox) => findings.AddRange(await page.EvaluateAsync<string[]>("""
        async ([pieces, sandbox]) => {
            const found = []
            const frames = document.getElementsByTagName('iframe')
            while (frames.length < pieces.length) {
                const frame = document.createElement('iframe')
                if (sandbox) frame.setAttribute('sandbox', sandbox)
                document.body.append(frame)
            }
            await Promise.all(pieces.map((html, at) => new Promise(resolve => {
                frames[at].onload = resolve
                const inside = frames[at].contentDocument
                inside.open()
                inside.write(html)
                inside.close()
            })))
            // Pictures of a style are asked for when it is laid out.
            pieces.forEach((_, at) => frames[at].contentDocument?.documentElement?.getBoundingClientRect())
            await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))
            pieces.forEach((html, at) => {
                const inside = frames[at].contentDocument
                if (!inside) return found.push('ran: left its frame: ' + html)
                if (inside.querySelector('meta[http-equiv], base')) found.push('request to come: ' + html)
                for (const element of inside.querySelectorAll('*')) {
                    for (const { name, value } of element.attributes) {
                        if (/^on/i.test(name)) found.push('handler ' + name + ': ' + html)
                        if (/^[\s\x00-\x20]*(javascript|vbscript|data:(?!image\/(png|jpe?g|gif|webp|bmp);))/i.test(value) && /href|src|action|data|background/.test(name)) found.push('address ' + value + ': ' + html)
                    }
                    for (const address of [element.href, element.src, element.action, element.formAction])
                        if (typeof address === 'string' && /^(javascript|vbscript):/i.test(address)) found.push('address ' + address + ': ' + html)
                }
            })
            return found
        }
        """, new object?[] { pieces, sandbox }));

    /// <summary>Everything noticed so far.</summary>
    public async Task<IReadOnlyList<string>> FindingsAsync() => [.. findings, .. await page.EvaluateAsync<string[]>("() => window.ran")];

    public async ValueTask DisposeAsync() => await page.Context.CloseAsync();

    private async Task AnswerAsync(IRoute route)
    {
        if (route.Request.Url == Home)
        {
            await route.FulfillAsync(new RouteFulfillOptions { ContentType = "text/html", Body = "<!DOCTYPE html><title>Range</title><link rel=icon href=data:,>" });
            return;
        }
        findings.Add("request " + route.Request.Url);
        await route.AbortAsync();
    }
}
