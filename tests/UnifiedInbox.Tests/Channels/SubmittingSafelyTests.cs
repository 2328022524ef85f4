using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using UnifiedInbox.Mail.Smtp;

namespace UnifiedInbox.Tests.Channels;

/// <summary>Mail is submitted over TLS, and a password goes to nobody who has not shown who they are.</summary>
public sealed class SubmittingSafelyTests : IDisposable
{
    private readonly X509Certificate2 good = Certificate("localhost");
    private readonly X509Certificate2 another = Certificate("elsewhere.example");

    public void Dispose()
    {
        good.Dispose();
        another.Dispose();
    }

    [Theory]
    [InlineData(SmtpSecurity.StartTls)]
    [InlineData(SmtpSecurity.Tls)]
    public async Task The_mail_arrives_and_nothing_worth_hearing_was_said_in_plain_text(SmtpSecurity security)
    {
        await using var sink = new SmtpSink(good, security == SmtpSecurity.Tls);
        Assert.Equal(SmtpResult.Accepted, (await SendAsync(sink, security)).Result);
        Assert.Equal(["ann@customer.example"], Assert.Single(sink.Mails).To);
        var said = sink.Commands.ToList();
        if (security == SmtpSecurity.StartTls) Assert.Equal("STARTTLS", said.First(line => !line.StartsWith("EHLO", StringComparison.Ordinal)));
        Assert.Contains(said, line => line.StartsWith("AUTH PLAIN", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(SmtpSecurity.StartTls)]
    [InlineData(SmtpSecurity.Tls)]
    public async Task Another_ones_certificate_ends_it_before_the_password(SmtpSecurity security)
    {
        await using var sink = new SmtpSink(another, security == SmtpSecurity.Tls);
        var outcome = await SendAsync(sink, security, trusted: another);
        Assert.Equal((SmtpResult.Transient, "certificate"), (outcome.Result, outcome.Code));
        Assert.DoesNotContain(sink.Commands, line => line.StartsWith("AUTH", StringComparison.Ordinal));
        Assert.Empty(sink.Mails);
    }

    [Fact]
    public async Task A_certificate_nobody_vouches_for_ends_it_too()
    {
        await using var sink = new SmtpSink(good, tlsAtOnce: false);
        Assert.Equal("certificate", (await SendAsync(sink, SmtpSecurity.StartTls, trusted: another)).Code);
    }

    [Fact]
    public async Task A_server_without_STARTTLS_gets_no_password()
    {
        await using var sink = new SmtpSink(null, tlsAtOnce: false);
        var outcome = await SendAsync(sink, SmtpSecurity.StartTls);
        Assert.Equal((SmtpResult.Permanent, "starttls-not-offered"), (outcome.Result, outcome.Code));
        Assert.DoesNotContain(sink.Commands, line => line.StartsWith("AUTH", StringComparison.Ordinal));
    }

    private Task<SmtpOutcome> SendAsync(SmtpSink sink, SmtpSecurity security, X509Certificate2? trusted = null) => SmtpSubmission.SendAsync(
        new SmtpEndpoint("localhost", sink.Port, security, "support", "s3cret") { TrustedRoots = [X509CertificateLoader.LoadCertificate((trusted ?? good).RawData)] },
        "support@acme.example",
        ["ann@customer.example"],
        async (target, ct) => await target.WriteAsync(Encoding.ASCII.GetBytes("Subject: Hello\r\n\r\nText\r\n"), ct),
        CancellationToken.None);

    private static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(7));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
