using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using UnifiedInbox.Accounts.Own;
using UnifiedInbox.Accounts.Pages;
using UnifiedInbox.Accounts.Passkeys;
using UnifiedInbox.Accounts.Team;
using UnifiedInbox.Database;

namespace UnifiedInbox.Accounts;

internal static class AccountsFeature
{
    public static IServiceCollection AddAccounts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AccountOptions>().Bind(configuration.GetSection(AccountOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        AddIdentity(services);
        services.AddAuthentication(SessionAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.SchemeName, null);
        services.AddAuthorizationBuilder()
            .AddPolicy(Policy.Staff, policy => policy.RequireRole(RoleName.Admin, RoleName.Agent))
            .AddPolicy(Policy.Admin, policy => policy.RequireRole(RoleName.Admin))
            .AddPolicy(Policy.Member, policy => policy.RequireRole(RoleName.Member))
            .AddPolicy(Policy.Session, policy => policy.RequireClaim(SessionAuthentication.SignedInBy, Policy.Session))
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireRole(RoleName.Admin, RoleName.Agent).Build());
        services.AddRateLimiter();
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<AccountOptions>>((limiter, options) => RateLimits.Configure(limiter, options.Value));
        services.TryAddSingleton<SettingsStore>();
        services.AddSingleton<PublicAddress>().AddSingleton<Sessions>().AddSingleton<StrangerPassword>().AddSingleton<SignInThrottle>();
        services.AddSingleton<PasskeyChallenge>().AddSingleton<ShownOnce>().AddSingleton<Invitations>().AddSingleton<ApiTokens>();
        services.AddScoped<SignUp>().AddScoped<SignIn>().AddScoped<SignInTicket>().AddScoped<SecondFactor>().AddScoped<Reauthenticate>();
        services.AddScoped<SetPassword>().AddScoped<ResetPassword>().AddScoped<ChangePassword>().AddScoped<ChangeEmail>();
        services.AddScoped<TurnOnTwoFactor>().AddScoped<TurnOffTwoFactor>().AddScoped<AddPasskey>().AddScoped<SignInWithPasskey>();
        services.AddWorker<ForgetEndedAccess>(configuration);
        services.AddSingleton<MailPasswordLink>().AddHostedService(all => all.GetRequiredService<MailPasswordLink>());
        return services;
    }

    private static void AddIdentity(IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddIdentityCore<User>(identity => identity.Lockout.AllowedForNewUsers = true)
            .AddUserStore<UserStore>()
            .AddSignInManager<PasswordCheck>()
            .AddTokenProvider<AuthenticatorTokenProvider<User>>(TokenOptions.DefaultAuthenticatorProvider);
        services.AddOptions<IdentityOptions>().Configure<IOptions<AccountOptions>>((identity, options) =>
        {
            identity.Lockout.MaxFailedAccessAttempts = options.Value.FailuresBeforeLockout;
            identity.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(options.Value.LockoutMinutes);
        });
        services.AddScoped<IPasskeyHandler<User>, PasskeyHandler<User>>();
        // The database holds addresses unique, and one rule about passwords is enough.
        services.RemoveAll<IUserValidator<User>>();
        services.RemoveAll<IPasswordValidator<User>>();
        services.AddSingleton<IPasswordValidator<User>, PasswordRule>();
        services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 210_000);
    }

    /// <summary>Between routing and the endpoints, in this order: who asks, whether their browser was led here, how often, and whether they may.</summary>
    public static void UseAccounts(this IApplicationBuilder app)
    {
        app.UseAuthentication();
        app.UseMiddleware<SameOrigin>();
        app.UseRateLimiter();
        app.UseAuthorization();
    }
}
