using System.Text.Json.Nodes;
using UnifiedInbox.Mail.Imap.Failures;
using UnifiedInbox.Mail.Imap.Wire;

namespace UnifiedInbox.Mail.Tests.Imap;

/// <summary>What Gmail, Dovecot, Exchange, Yandex, iCloud and others really sent.</summary>
public sealed class TranscriptTests
{
    private const string Liar = "libetpan-response-data-fetch-literal-overflow";

    [SkippableFact]
    public async Task Every_response_means_what_the_reference_says()
    {
        var wrong = new List<string>();
        var compared = 0;
        foreach (var name in ImapCorpus.Names())
        {
            if (name == Liar) continue;
            var expected = ImapCorpus.Expected(name);
            if (expected.Any(one => one.TryGetProperty("error", out _))) continue;
            var read = await ReadAllAsync(ImapCorpus.Transcript(name));
            compared += expected.Length;
            for (var i = 0; i < Math.Max(expected.Length, read.Count); i++)
            {
                var is_ = i < read.Count ? read[i] : null;
                var should = i < expected.Length ? JsonNode.Parse(expected[i].GetRawText()) : null;
                if (!JsonNode.DeepEquals(is_, should)) wrong.Add($"{name} {i}:\n  should {should?.ToJsonString()}\n  is     {is_?.ToJsonString()}");
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(compared > 500, $"Only {compared} compared.");
    }

    [SkippableFact]
    public async Task What_the_reference_refuses_ends_in_tokens_or_in_a_protocol_failure()
    {
        foreach (var name in ImapCorpus.Names())
        {
            if (name == Liar || !ImapCorpus.Expected(name).Any(one => one.TryGetProperty("error", out _))) continue;
            try
            {
                Assert.NotEmpty(await ReadAllAsync(ImapCorpus.Transcript(name)));
            }
            catch (ImapProtocolException)
            {
                Assert.Contains(name, (string[])["mailkit-gmail-headers-1-unsolicited-info"]);
            }
        }
    }

    [SkippableFact]
    public async Task An_announced_literal_of_four_gigabytes_fails_at_once()
    {
        var transcript = ImapCorpus.Transcript(Liar);
        var failure = await Assert.ThrowsAsync<ImapProtocolException>(() => ReadAllAsync(transcript));
        Assert.Equal("literal-too-long", failure.Code);
    }

    private static async Task<List<JsonNode>> ReadAllAsync(byte[] transcript)
    {
        var source = new Recording(transcript, piece: 7);
        var reader = new ResponseReader(source, maxDepth: 100, maxText: 1024 * 1024);
        var all = new List<JsonNode>();
        while (!source.AtEnd) all.Add(TokenTree.Of(await reader.ReadAsync()));
        return all;
    }
}
