using Npgsql;
using UnifiedInbox.Database;

namespace UnifiedInbox.Tests.Database;

public sealed class DatabaseUrlTests
{
    [Fact]
    public void A_plain_address()
    {
        var parsed = DatabaseUrl.Parse("postgresql://ada:secret@db.example.com:6432/inbox");
        Assert.Equal(("db.example.com", 6432, "ada", "secret", "inbox"),
            (parsed.Host, parsed.Port, parsed.Username, parsed.Password, parsed.Database));
    }

    [Theory]
    [InlineData("postgres://ada:p%40ss%2Fw%3Ard@host/db", "p@ss/w:rd")]
    [InlineData("postgres://ada:p@ss@host/db", "p@ss")]
    [InlineData("postgres://ada:100%25@host/db", "100%")]
    [InlineData("postgres://ada:a:b@host/db", "a:b")]
    public void Passwords_with_signs_of_their_own(string url, string password) =>
        Assert.Equal(password, DatabaseUrl.Parse(url).Password);

    [Fact]
    public void What_hosting_providers_append()
    {
        var parsed = DatabaseUrl.Parse(
            "postgresql://u:p@ep-x-pooler.aws.example/db?sslmode=require&channel_binding=require&pgbouncer=true&connection_limit=7&foo=bar&connect_timeout=9");
        Assert.Equal((SslMode.Require, ChannelBinding.Require, 0, 7, 9),
            (parsed.SslMode, parsed.ChannelBinding, parsed.MaxAutoPrepare, parsed.MaxPoolSize, parsed.Timeout));
    }

    [Theory]
    [InlineData("disable", SslMode.Disable)]
    [InlineData("verify-ca", SslMode.VerifyCA)]
    [InlineData("verify-full", SslMode.VerifyFull)]
    public void Every_sslmode(string text, SslMode mode) => Assert.Equal(mode, DatabaseUrl.Parse("postgres://u@h/d?sslmode=" + text).SslMode);

    [Theory]
    [InlineData("postgres://u@[2001:db8::1]:5433/d", "2001:db8::1", 5433)]
    [InlineData("postgres://u@/d?host=/var/run/postgresql", "/var/run/postgresql", 5432)]
    [InlineData("postgres://u@%2Fvar%2Frun%2Fpostgresql/d", "/var/run/postgresql", 5432)]
    [InlineData("postgres://u@a:1,b:2/d", "a:1,b:2", 5432)]
    public void Hosts_of_every_kind(string url, string host, int port) =>
        Assert.Equal((host, port), (DatabaseUrl.Parse(url).Host, DatabaseUrl.Parse(url).Port));

    [Fact]
    public void An_Npgsql_connection_string_passes_as_it_is() =>
        Assert.Equal("x", DatabaseUrl.Parse("Host=h;Username=u;Password=p;Database=x").Database);

    [Theory]
    [InlineData("postgres://u:hunter2@h/d?sslmode=maybe")]
    [InlineData("nonsense hunter2")]
    [InlineData("postgres://")]
    public void What_is_wrong_is_said_without_the_password(string url)
    {
        var error = Assert.Throws<OperatorException>(() => DatabaseOptions.From(Settings.From(
            new Dictionary<string, string?> { ["DATABASE_URL"] = url, ["DATA_DIR"] = "/tmp" })));
        Assert.Contains("DATABASE_URL", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.Message, StringComparison.Ordinal);
    }
}
