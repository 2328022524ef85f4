namespace UnifiedInbox.Channels;

/// <summary>Picks the sender of a provider.</summary>
internal sealed class Senders(IEnumerable<ISender> senders)
{
    private readonly Dictionary<string, ISender> byProvider = senders.ToDictionary(sender => sender.Provider);

    /// <summary>The sender of <paramref name="provider"/>, or null where no such folder is registered.</summary>
    public ISender? Find(string provider) => byProvider.GetValueOrDefault(provider);
}
