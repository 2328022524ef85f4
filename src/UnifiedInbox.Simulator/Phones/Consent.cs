using System.Collections.Concurrent;

namespace UnifiedInbox.Simulator.Phones;

/// <summary>Who has written STOP to which number, and when a phone last wrote over WhatsApp: per pair of number and phone, as carriers keep it.</summary>
internal sealed class Consent
{
    private readonly ConcurrentDictionary<(string Number, string Phone), bool> optedOut = new();
    private readonly ConcurrentDictionary<(string Number, string Phone), DateTimeOffset> lastInbound = new();

    public bool HasOptedOut(string number, string phone) => optedOut.ContainsKey((number, phone));

    public DateTimeOffset? LastInbound(string number, string phone) =>
        lastInbound.TryGetValue((number, phone), out var at) ? at : null;

    /// <summary>Only WhatsApp asks when someone last wrote.</summary>
    public void Heard(SimulatedMessage inbound)
    {
        if (inbound.IsWhatsApp)
            lastInbound[(inbound.To, inbound.From!)] = inbound.CreatedAt;
    }

    /// <summary>False when the word means nothing now: YES from someone who never left, HELP from someone who has.</summary>
    public bool Apply(Keyword word, SimulatedMessage inbound)
    {
        var pair = (inbound.To, inbound.From!);
        return word switch
        {
            Keyword.Stop => optedOut.TryAdd(pair, true),
            Keyword.Start => optedOut.TryRemove(pair, out _) || !IsYes(inbound),
            _ => !optedOut.ContainsKey(pair),
        };
    }

    private static bool IsYes(SimulatedMessage inbound) => inbound.Body.Trim().Equals("YES", StringComparison.OrdinalIgnoreCase);
}
