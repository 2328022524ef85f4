using System.Security.Cryptography;
using UnifiedInbox.Mail.Imap;
using UnifiedInbox.Mail.Imap.Failures;

namespace UnifiedInbox.Mail.Tests.Imap;

/// <summary>Ten thousand messages over a link that breaks: a consumer that keeps to the contract misses none and doubles none.</summary>
public sealed class BrokenLinkTests
{
    private const int Count = 10_000;

    [Fact]
    public async Task Cut_again_and_again_every_message_arrives_once()
    {
        var mailbox = await Mailbox.NewAsync();
        mailbox.Deliver(Count, size: 700);
        await using var link = new CutLink(mailbox.Server.TlsPort) { CutAfter = 1_500_000 };
        var stored = new Dictionary<uint, string>();
        var cuts = 0;
        uint last = 0;
        while (stored.Count < Count)
        {
            try
            {
                await using var client = await mailbox.OpenAsync(port: link.Port);
                var outcome = await client.FetchMessagesAsync(await client.SearchUidsAsync(last, null, CancellationToken.None), async (summary, body, ct) =>
                {
                    var hash = Convert.ToHexString(await SHA256.HashDataAsync(body, ct));
                    stored.Add(summary.Uid, hash); // a second time would throw
                    last = summary.Uid;
                }, 1_000_000, CancellationToken.None);
                Assert.Empty(outcome.Missing);
            }
            catch (ImapConnectionException)
            {
                cuts++;
            }
        }
        Assert.InRange(cuts, 3, 30);
        var sent = Enumerable.Range(1, Count).Select(i => Convert.ToHexString(SHA256.HashData(Mailbox.Message(i, 700)))).ToHashSet();
        Assert.Equal(Count, sent.Count);
        Assert.True(sent.SetEquals(stored.Values));
    }

    [Fact]
    public async Task A_link_that_falls_silent_is_given_up_in_time()
    {
        var mailbox = await Mailbox.NewAsync();
        mailbox.Deliver(1, size: 500_000);
        await using var link = new CutLink(mailbox.Server.TlsPort) { StallAfter = 200_000 };
        await using var client = await mailbox.OpenAsync(new ImapOptions { SilenceTimeout = TimeSpan.FromMilliseconds(500) }, link.Port);
        var fetch = client.FetchMessageAsync(1, Stream.Null, 1_000_000, CancellationToken.None);
        Assert.Equal("server-silent", (await Assert.ThrowsAsync<ImapTimeoutException>(() => fetch.WaitAsync(TimeSpan.FromSeconds(30)))).Code);
    }

    [Fact]
    public async Task Memory_does_not_grow_with_the_mailbox()
    {
        var mailbox = await Mailbox.NewAsync();
        mailbox.Deliver(2_000, size: 20_000);
        await using var client = await mailbox.OpenAsync();
        var uids = await client.SearchUidsAsync(0, null, CancellationToken.None);
        await client.FetchMessagesAsync(uids.Take(100), (_, body, ct) => body.CopyToAsync(Stream.Null, ct), 1_000_000, CancellationToken.None);
        GC.Collect();
        long most = 0;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var seen = 0;
        await client.FetchMessagesAsync(uids, async (_, body, ct) =>
        {
            await body.CopyToAsync(Stream.Null, ct);
            if (++seen % 500 == 0) most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true));
        }, 1_000_000, CancellationToken.None);
        Assert.Equal(2_000, seen);
        Assert.True(most - before < 10_000_000, $"{most - before:N0} bytes more in the middle of 40 MB of mail.");
    }
}
