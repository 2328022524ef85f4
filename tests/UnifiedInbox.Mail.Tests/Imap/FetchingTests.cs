using UnifiedInbox.Mail.Imap;

namespace UnifiedInbox.Mail.Tests.Imap;

public sealed class FetchingTests
{
    [Fact]
    public async Task Whole_messages_come_byte_for_byte_and_stay_unread()
    {
        var mailbox = await Mailbox.NewAsync();
        mailbox.Deliver(120, size: 3000);
        await using var client = await mailbox.OpenAsync();
        var uids = await client.SearchUidsAsync(0, null, CancellationToken.None);
        var bodies = new Dictionary<uint, byte[]>();

        var outcome = await client.FetchMessagesAsync(uids, async (summary, body, ct) =>
        {
            using var copy = new MemoryStream();
            await body.CopyToAsync(copy, ct);
            bodies.Add(summary.Uid, copy.ToArray());
            Assert.Equal(summary.Size, copy.Length);
            Assert.DoesNotContain("\\Seen", summary.Flags!);
            Assert.NotNull(summary.InternalDate);
        }, 1_000_000, CancellationToken.None);

        Assert.Equal((120, 0, 0), (outcome.Stored, outcome.Missing.Count, outcome.TooLarge.Count));
        var expected = Enumerable.Range(1, 120).Select(i => Mailbox.Message(i, 3000)).Select(Convert.ToHexString).Order();
        Assert.Equal(expected, bodies.Values.Select(Convert.ToHexString).Order());
        var after = await client.FetchFlagsAsync(1, null, CancellationToken.None).ToListAsync();
        Assert.Equal(FolderChange.None, await client.NoopAsync(CancellationToken.None)); // what we asked for is no news
        Assert.All(after, summary => Assert.DoesNotContain("\\Seen", summary.Flags!));
    }
}
