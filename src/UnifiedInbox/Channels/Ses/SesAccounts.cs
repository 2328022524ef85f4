using UnifiedInbox.Database;
using UnifiedInbox.Inboxes;
using UnifiedInbox.Web.Hosting;

namespace UnifiedInbox.Channels.Ses;

/// <summary>Where and as whom to speak to SES.</summary>
internal sealed record SesAccount(string Region, string KeyId, string Secret, Uri Endpoint, string? ConfigurationSet)
{
    /// <summary>Message-IDs end with this: us-east-1 was there first and has a name of its own.</summary>
    public string IdDomain => SesAccounts.IdDomain(Region);
}

/// <summary>Opens the SES settings of inboxes, and knows the topics events may come from.</summary>
internal sealed class SesAccounts(InboxDirectory inboxes, SecretBox secrets, SesOptions options, LocalAddress local)
{
    public const string Provider = "ses";

    public static string IdDomain(string region) => region == "us-east-1" ? "email.amazonses.com" : region + ".amazonses.com";

    /// <summary>Null where the inbox has no SES settings.</summary>
    public SesAccount? Of(Inbox inbox)
    {
        var settings = EmailSettings.Of(inbox);
        if (settings.Ses is not { } ses) return null;
        var address = settings.Simulated
            ? new Uri(local.Url, "simulator/ses").ToString()
            : options.BaseUrl ?? "https://email." + ses.Region + ".amazonaws.com";
        return new SesAccount(ses.Region, ses.AccessKeyId, EmailSecrets.Of(inbox, secrets).AwsSecretAccessKey ?? "", new Uri(address.TrimEnd('/')), ses.ConfigurationSet);
    }

    public async ValueTask<bool> IsOurTopicAsync(string topicArn, CancellationToken ct)
    {
        foreach (var inbox in await inboxes.AllAsync(ct))
            if (inbox.Provider == Provider && inbox.DisabledAt is null && EmailSettings.Of(inbox).Ses?.TopicArn == topicArn) return true;
        return false;
    }
}
