using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using UnifiedInbox.Database.Backups;
using UnifiedInbox.Database.Roles;

namespace UnifiedInbox.Database;

internal static class DatabaseFeature
{
    /// <summary>Needs a started <see cref="DatabaseServer"/> among the services by the time the first of these is asked for.</summary>
    public static IServiceCollection AddDatabase(this IServiceCollection services, IConfiguration configuration)
    {
        var options = DatabaseOptions.From(configuration);
        services.AddSingleton(options);
        services.AddSingleton(SecretKey.From(configuration, options.DataDir));
        services.AddSingleton<SecretBox>();
        services.AddSingleton<DatabaseHealth>();
        services.AddSingleton<Pools>().AddSingleton<PrepareRoles>();
        services.AddSingleton(provider => new Db(() => provider.GetRequiredService<Pools>().Staff));
        services.AddSingleton<DatabaseStartup>();
        services.AddHostedService(provider => provider.GetRequiredService<DatabaseStartup>());
        services.AddSingleton(RetentionOptions.From(configuration)).AddWorker<Housekeeping>(configuration);
        services.AddSingleton(BackupOptions.From(configuration)).AddWorker<NightlyBackup>(configuration);
        services.AddSingleton<WriteBackup>().AddSingleton<RestoreBackup>();
        services.AddDataProtection().SetApplicationName("unified-inbox");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, DataProtectionKeys>();
        return services;
    }
}
