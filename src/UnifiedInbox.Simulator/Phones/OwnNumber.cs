using UnifiedInbox.Simulator.Messages;

namespace UnifiedInbox.Simulator.Phones;

/// <summary>An SMS number of the product, as the provider's console would show it.</summary>
internal sealed class OwnNumber(string phoneNumber, DateTimeOffset createdAt)
{
    public string Sid { get; } = NewSid.Of("PN");
    public string PhoneNumber => phoneNumber;
    public DateTimeOffset CreatedAt => createdAt;

    /// <summary>Set through the API; null: the webhook address the simulator was started with.</summary>
    public string? SmsUrl { get; set; }
}
