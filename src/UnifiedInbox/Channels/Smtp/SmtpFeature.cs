using UnifiedInbox.Inboxes;

namespace UnifiedInbox.Channels.Smtp;

/// <summary>The one registration line of this provider.</summary>
internal static class SmtpFeature
{
    public static IServiceCollection AddSmtp(this IServiceCollection services) => services.AddSingleton<ISender, SmtpSender>().AddSingleton<IInboxCheck, SmtpCheck>();
}
