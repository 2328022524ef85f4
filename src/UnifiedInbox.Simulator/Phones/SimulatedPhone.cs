namespace UnifiedInbox.Simulator;

/// <summary>A phone on the desk. Its address carries the <c>whatsapp:</c> prefix when it speaks that channel.</summary>
public sealed record SimulatedPhone(string Address, string Name, DateTimeOffset AddedAt, DateTimeOffset? LastActive)
{
    public bool IsWhatsApp => Simulator.Address.IsWhatsApp(Address);
    public string Number => Simulator.Address.Number(Address);
}
