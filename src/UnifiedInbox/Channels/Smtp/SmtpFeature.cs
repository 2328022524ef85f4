using UnifiedInbox.Inboxes;

namespace UnifiedInbox.Channels.Smtp;

/// <summary>The one registration line of this provider.</summary>
internal static class SmtpFeature
{
    public static IServiceCollection AddSmtp(this IServiceCollection services) => services
        .AddSingleton<SmtpSender>().AddSingleton<IInboxCheck, SmtpCheck>()
        .AddSingleton<ISender>(provider => provider.GetRequiredService<SmtpSender>())
        .AddSingleton<ICourier>(provider => provider.GetRequiredService<SmtpSender>());
}
