using System.Text;
using UnifiedInbox.Mail.Imap;
using UnifiedInbox.Mail.Imap.Failures;

namespace UnifiedInbox.Mail.Tests.Imap;

public sealed class SigningInTests
{
    private const string Token = "ya29.token";

    private static string XOAuth2 => Base64($"user=user\u0001auth=Bearer {Token}\u0001\u0001");

    [Fact]
    public async Task A_bearer_token_goes_by_XOAUTH2()
    {
        await using var server = FakeServer.Start(async line =>
        {
            await line.SayAsync("* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2 AUTH=PLAIN SASL-IR] Gimap");
            await line.AnswerAsync($"AUTHENTICATE XOAUTH2 {XOAuth2}", "OK in", "* CAPABILITY IMAP4rev1 X-GM-EXT-1");
        });
        await using var client = await server.ConnectAsync(credentials: new ImapBearer("user", Token));
        Assert.Contains("x-gm-ext-1", client.Capabilities);
    }

    [Fact]
    public async Task Without_initial_responses_the_token_waits_to_be_asked_for()
    {
        await using var server = FakeServer.Start(async line =>
        {
            await line.SayAsync("* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2] ready");
            var tag = await line.ExpectAsync("AUTHENTICATE XOAUTH2");
            await line.SayAsync("+ ");
            Assert.Equal(XOAuth2, await line.HearAsync());
            await line.SayAsync($"{tag} OK AUTHENTICATE completed.");
            await line.AnswerAsync("CAPABILITY", "OK", "* CAPABILITY IMAP4rev1 MOVE");
        });
        await using var client = await server.ConnectAsync(credentials: new ImapBearer("user", Token));
        Assert.Contains("MOVE", client.Capabilities); // Exchange has it only after login
    }

    [Fact]
    public async Task A_refused_token_is_explained_after_an_empty_line()
    {
        await using var server = FakeServer.Start(async line =>
        {
            await line.SayAsync("* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2 SASL-IR] Gimap");
            var tag = await line.ExpectAsync("AUTHENTICATE XOAUTH2");
            await line.SayAsync("+ " + Base64("""{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}"""));
            Assert.Equal("", await line.HearAsync());
            await line.SayAsync($"{tag} NO [AUTHENTICATIONFAILED] Invalid credentials for {Token} and {XOAuth2}");
        });
        var failure = await Assert.ThrowsAsync<ImapAuthenticationException>(() => server.ConnectAsync(credentials: new ImapBearer("user", Token)));
        Assert.Equal(ImapRefusal.WrongCredentials, failure.Reason);
        Assert.Equal("Invalid credentials for *** and ***", failure.ServerText);
        Assert.DoesNotContain(Token, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OAUTHBEARER_names_the_server_it_is_meant_for()
    {
        await using var server = FakeServer.Start(async line =>
        {
            await line.SayAsync("* OK [CAPABILITY IMAP4rev1 AUTH=OAUTHBEARER SASL-IR] ready");
            var tag = await line.ExpectAsync("AUTHENTICATE OAUTHBEARER bixhPXVzZXIsAWhvc3Q9MTI3LjAuMC4xAXBvcnQ9"); // n,a=user, host=127.0.0.1 port=
            await line.SayAsync("+ " + Base64("""{"status":"invalid_token"}"""));
            Assert.Equal("AQ==", await line.HearAsync());
            await line.SayAsync($"{tag} NO [AUTHENTICATIONFAILED] no");
        });
        await Assert.ThrowsAsync<ImapAuthenticationException>(() => server.ConnectAsync(credentials: new ImapBearer("user", Token)));
    }

    [Fact]
    public async Task LOGIN_sends_what_cannot_be_quoted_as_literals()
    {
        await using var server = FakeServer.Start(async line =>
        {
            await line.SayAsync("* OK [CAPABILITY IMAP4rev1] ready");
            var tag = await line.ExpectAsync("LOGIN \"o\\\"hara\\\\\" {14}");
            await line.SayAsync("+ go on");
            Assert.Equal("pä", Utf8(await line.HearAsync())); // the line breaks of the password are inside the literal
            Assert.Equal("A2 LOGOUT", await line.HearAsync());
            await line.SayAsync($"{tag} OK [CAPABILITY IMAP4rev1] in");
        });
        await using var client = await server.ConnectAsync(credentials: new ImapPassword("o\"hara\\", "pä\r\nA2 LOGOUT"));
    }

    [Theory]
    [InlineData("IMAP4rev1 LOGINDISABLED STARTTLS", false)]
    [InlineData("IMAP4rev1 AUTH=PLAIN", true)]
    public async Task No_way_in_that_fits_is_said_without_trying(string capabilities, bool bearer)
    {
        await using var server = FakeServer.Start(async line =>
        {
            await line.SayAsync($"* OK [CAPABILITY {capabilities}] ready");
            await line.HearAsync();
            Assert.Fail("Credentials were sent.");
        });
        ImapCredentials credentials = bearer ? new ImapBearer("user", Token) : new ImapPassword("user", "secret");
        var failure = await Assert.ThrowsAsync<ImapAuthenticationException>(() => server.ConnectAsync(credentials: credentials));
        Assert.Equal(ImapRefusal.MethodNotOffered, failure.Reason);
    }

    [Theory]
    [InlineData("NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)", "wrong-credentials")]
    [InlineData("NO [ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)", "app-password-needed")]
    [InlineData("NO [ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page and enable your account for IMAP access. (Failure)", "imap-disabled")]
    [InlineData("NO [WEBALERT https://accounts.google.com/signin/continue?x=1] Web login required.", "browser-sign-in-needed")]
    [InlineData("NO [ALERT] Please log in via your web browser: https://support.google.com/mail/accounts/answer/78754 (Failure)", "browser-sign-in-needed")]
    [InlineData("NO LOGIN failed.", "wrong-credentials")]
    [InlineData("NO [EXPIRED] Password expired.", "expired")]
    [InlineData("NO [AUTHORIZATIONFAILED] not yours", "not-permitted")]
    public async Task The_reason_for_a_refusal_is_named(string answer, string code)
    {
        await using var server = FakeServer.Start(async line =>
        {
            await line.SayAsync("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready");
            await line.AnswerAsync("AUTHENTICATE PLAIN", answer);
        });
        var failure = await Assert.ThrowsAsync<ImapAuthenticationException>(() => server.ConnectAsync());
        Assert.Equal(code, failure.Code);
    }

    [Theory]
    [InlineData("NO [UNAVAILABLE] Temporary authentication failure.", "unavailable")]
    [InlineData("NO [ALERT] Too many simultaneous connections. (Failure)", "too-many-connections")]
    [InlineData("NO [LIMIT] AUTHENTICATE Rate limit hit", "throttled")]
    public async Task A_server_under_load_is_not_taken_for_a_wrong_password(string answer, string code)
    {
        await using var server = FakeServer.Start(async line =>
        {
            await line.SayAsync("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready");
            await line.AnswerAsync("AUTHENTICATE PLAIN", answer);
        });
        Assert.Equal(code, (await Assert.ThrowsAsync<ImapThrottledException>(() => server.ConnectAsync())).Code);
    }

    [Fact]
    public async Task Microsoft_says_how_long_to_wait()
    {
        await using var server = FakeServer.Opened(line =>
            line.AnswerAsync("NOOP", "BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds"));
        await using var client = await server.OpenAsync();
        var failure = await Assert.ThrowsAsync<ImapThrottledException>(() => client.NoopAsync(CancellationToken.None));
        Assert.Equal(TimeSpan.FromMilliseconds(92415), failure.RetryAfter);
    }

    [Fact]
    public async Task A_token_without_a_mailbox_is_a_matter_of_configuration()
    {
        await using var server = FakeServer.SignedIn(line => line.AnswerAsync("SELECT", "BAD User is authenticated but not connected."));
        await using var client = await server.ConnectAsync();
        var failure = await Assert.ThrowsAsync<ImapAuthenticationException>(() => client.SelectAsync("INBOX", CancellationToken.None));
        Assert.Equal(ImapRefusal.NotConnected, failure.Reason);
    }

    [Fact]
    public async Task A_server_that_does_not_greet_is_left()
    {
        var clock = new ManualClock();
        await using var server = FakeServer.Start(line => line.StallAsync());
        var connecting = server.ConnectAsync(clock);
        await clock.RunAsync(connecting, TimeSpan.FromSeconds(16));
        Assert.Equal("greeting-timeout", (await Assert.ThrowsAsync<ImapTimeoutException>(() => connecting)).Code);
    }

    [Fact]
    public async Task Asking_for_more_without_end_is_no_login()
    {
        await using var server = FakeServer.Start(async line =>
        {
            await line.SayAsync("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready");
            while (true) await line.SayAsync("+ more");
        });
        Assert.Equal("endless-login", (await Assert.ThrowsAsync<ImapProtocolException>(() => server.ConnectAsync())).Code);
    }

    [Fact]
    public void Credentials_do_not_print_themselves()
    {
        Assert.Equal("ImapPassword", new ImapPassword("user", "secret").ToString());
        Assert.Equal("ImapBearer", $"{new ImapBearer("user", Token)}");
    }

    [Fact]
    public async Task The_client_says_who_it_is_where_that_is_asked()
    {
        await using var server = FakeServer.SignedIn(line =>
            line.AnswerAsync("ID (\"name\" \"Unified Inbox\" \"support-url\" \"ops@example.org\")", "OK", "* ID NIL"), "ID");
        await using var client = await server.ConnectAsync(options: new ImapOptions { Contact = "ops@example.org" });
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Utf8(string latin1) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(latin1));
}
