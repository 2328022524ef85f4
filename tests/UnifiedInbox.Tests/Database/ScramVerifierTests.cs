using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Database.Roles;

namespace UnifiedInbox.Tests.Database;

/// <summary>The passwords of the app's logins are told to the server as what it keeps of them.</summary>
public sealed class ScramVerifierTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public void It_is_that_of_the_standards_example() => Assert.Equal(
        "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
        ScramVerifier.Of("pencil", Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ==")));

    [Fact]
    public async Task What_the_server_keeps_fits_the_password_that_it_was_never_sent()
    {
        var pools = app.Services.GetRequiredService<Pools>();
        foreach (var role in new[] { Pools.StaffRole, Pools.MemberRole })
        {
            var kept = await app.Db.FindAsync<string>("SELECT rolpassword FROM pg_authid WHERE rolname = @login", new { login = pools.LoginOf(role) }, default);
            Assert.NotNull(kept);
            Assert.Equal(kept, ScramVerifier.Of(pools.PasswordOf(role), Convert.FromBase64String(kept.Split(':')[1].Split('$')[0])));
        }
    }
}
