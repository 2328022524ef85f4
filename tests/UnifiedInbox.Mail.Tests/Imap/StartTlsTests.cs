using UnifiedInbox.Mail.Imap;
using UnifiedInbox.Mail.Imap.Failures;

namespace UnifiedInbox.Mail.Tests.Imap;

/// <summary>A connection that begins in plain text: whoever sits between may say anything until it is encrypted.</summary>
public sealed class StartTlsTests
{
    [Fact]
    public async Task Words_put_in_before_encryption_end_the_connection()
    {
        await using var server = FakeServer.Start(async line =>
        {
            await line.SayAsync("* OK [CAPABILITY IMAP4rev1 STARTTLS] ready");
            var tag = await line.ExpectAsync("STARTTLS");
            await line.SendAsync($"{tag} OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n");
            await line.StallAsync();
        });
        Assert.Equal("starttls-injection", (await Assert.ThrowsAsync<ImapProtocolException>(() => ConnectAsync(server))).Code);
    }

    [Theory]
    [InlineData("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready")]
    [InlineData("* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] you are in already")]
    public async Task Without_encryption_nothing_is_said(string greeting)
    {
        await using var server = FakeServer.Start(async line =>
        {
            await line.SayAsync(greeting);
            await line.HearAsync();
        });
        Assert.Equal("starttls-not-offered", (await Assert.ThrowsAsync<ImapConnectionException>(() => ConnectAsync(server))).Code);
    }

    [Fact]
    public async Task A_refused_STARTTLS_is_the_end()
    {
        await using var server = FakeServer.Start(async line =>
        {
            await line.SayAsync("* OK ready");
            await line.AnswerAsync("CAPABILITY", "OK", "* CAPABILITY IMAP4rev1 STARTTLS");
            await line.AnswerAsync("STARTTLS", "BAD not today");
            await line.HearAsync();
        });
        Assert.Equal("starttls-not-offered", (await Assert.ThrowsAsync<ImapConnectionException>(() => ConnectAsync(server))).Code);
    }

    [Fact]
    public async Task Plain_text_is_refused_to_any_other_machine()
    {
        var endpoint = new ImapEndpoint("192.0.2.1", 143, ImapSecurity.None);
        var failure = await Assert.ThrowsAsync<ImapConnectionException>(() => ConnectAsync(endpoint));
        Assert.Equal("not-encrypted", failure.Code);
    }

    [Fact]
    public async Task A_plain_port_taken_for_a_TLS_one_is_said_so()
    {
        await using var server = FakeServer.Start(async line =>
        {
            await line.SayAsync("* OK ready");
            await line.StallAsync();
        });
        var failure = await Assert.ThrowsAsync<ImapConnectionException>(() => ConnectAsync(server.Endpoint with { Security = ImapSecurity.Tls }));
        Assert.Equal("tls-failed", failure.Code);
    }

    [Fact]
    public async Task A_server_that_never_finishes_the_handshake_is_left()
    {
        var clock = new ManualClock();
        await using var server = FakeServer.Start(line => line.StallAsync());
        var connecting = ConnectAsync(server.Endpoint with { Security = ImapSecurity.Tls }, clock);
        await clock.RunAsync(connecting, TimeSpan.FromSeconds(90));
        Assert.Equal("connect-timeout", (await Assert.ThrowsAsync<ImapTimeoutException>(() => connecting)).Code);
    }

    private static Task<ImapClient> ConnectAsync(FakeServer server) => ConnectAsync(server.Endpoint with { Security = ImapSecurity.StartTls });

    private static Task<ImapClient> ConnectAsync(ImapEndpoint endpoint, TimeProvider? time = null) =>
        ImapClient.ConnectAsync(endpoint, new ImapPassword("user", "secret"), new ImapOptions(), time ?? TimeProvider.System, CancellationToken.None)
            .WaitAsync(TimeSpan.FromSeconds(30));
}
