using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace UnifiedInbox.Tests.Web;

/// <summary>What a person sees who starts the product with something wrong: one sentence that names what to change.</summary>
public sealed class StartTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_node_starts_and_answers()
    {
        await using var app = await TestApp.StartAsync(database);
        using var client = app.Anonymous();
        Assert.True((await client.GetAsync(new Uri("/health/live", UriKind.Relative))).IsSuccessStatusCode);
    }

    [Theory]
    [InlineData("", 200, 40)]
    [InlineData(";Maximum Pool Size=7", 200, 7)]
    [InlineData(";Max Auto Prepare=0;Maximum Pool Size=7", 0, 7)]
    public async Task Statements_are_prepared_and_the_pool_is_limited_unless_the_connection_string_says_otherwise(string more, int prepared, int pool)
    {
        var place = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        place.Remove("Maximum Pool Size");
        await using var app = await TestApp.StartAsync(database, new Dictionary<string, string?> { ["DATABASE_URL"] = place.ConnectionString + more });
        var settings = new NpgsqlConnectionStringBuilder(app.Services.GetRequiredService<UnifiedInbox.Database.Roles.Pools>().Staff.ConnectionString);
        Assert.Equal((prepared, pool), (settings.MaxAutoPrepare, settings.MaxPoolSize));
    }

    [Fact]
    public async Task Two_nodes_share_a_database()
    {
        await using var one = await TestApp.StartAsync(database);
        await using var other = await TestApp.StartAsync(database);
        Assert.NotEqual(one.Address, other.Address);
    }

    [Fact]
    public async Task The_port_is_taken()
    {
        await using var app = await TestApp.StartAsync(database);
        var message = await RefusalAsync(("PORT", $"{app.Address.Port}"));
        Assert.Contains($"Port {app.Address.Port} is taken", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PORT", "eighty")]
    [InlineData("PORT", "70000")]
    [InlineData("PUBLIC_URL", "inbox.example.com")]
    [InlineData("SECRET_KEY", "short")]
    [InlineData("HOST", "my machine")]
    [InlineData("TRUSTED_PROXIES", "10.0.0.0/8, nginx")]
    [InlineData("CORS_ORIGINS", "https://app.example.com/path")]
    public async Task A_setting_is_wrong(string name, string value) =>
        Assert.Contains(name, await RefusalAsync((name, value)), StringComparison.Ordinal);

    private async Task<string> RefusalAsync((string Name, string Value) setting) =>
        (await Assert.ThrowsAsync<OperatorException>(() =>
            TestApp.StartAsync(database, new Dictionary<string, string?> { [setting.Name] = setting.Value }))).Message;
}
