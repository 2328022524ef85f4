using UnifiedInbox.Inboxes;
using UnifiedInbox.Messages.Email;

namespace UnifiedInbox.Channels;

/// <summary>
/// Hands a mail to a provider as it is. For the product's own mail to its own people: what is written to a contact goes through the
/// outbox, the gate and <see cref="ISender"/>.
/// </summary>
internal interface ICourier
{
    /// <summary>The name stored in <c>inboxes.provider</c>.</summary>
    string Provider { get; }

    /// <summary>Hands it over once. <paramref name="key"/> names the mail: a provider that can tell takes a repeat for one.</summary>
    Task<Delivery> HandOverAsync(Inbox inbox, Composed.Ready mail, string key, CancellationToken ct);
}
