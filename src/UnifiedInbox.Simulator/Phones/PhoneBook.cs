using System.Collections.Concurrent;

namespace UnifiedInbox.Simulator.Phones;

/// <summary>The phones on the desk: those that were put there, and any the product wrote to.</summary>
internal sealed class PhoneBook(TimeProvider time)
{
    /// <summary>A load test writes to thousands of numbers; nobody looks at them one by one.</summary>
    private const int Most = 200;

    private readonly ConcurrentDictionary<string, SimulatedPhone> phones = new();

    /// <summary>The last used first, then those never used in the order they came.</summary>
    public IReadOnlyList<SimulatedPhone> All => [.. phones.Values.OrderByDescending(phone => phone.LastActive).ThenBy(phone => phone.AddedAt)];

    public SimulatedPhone? Find(string address) => phones.GetValueOrDefault(address);

    public SimulatedPhone Put(string address, string name) =>
        phones.AddOrUpdate(
            address,
            _ => new(address, name, AddedAt: time.GetUtcNow(), LastActive: null),
            (_, known) => known with { Name = name.Length > 0 ? name : known.Name });

    public void Touch(string address)
    {
        if (!phones.ContainsKey(address) && phones.Count < Most)
            Put(address, "");
        if (phones.TryGetValue(address, out var known))
            phones.TryUpdate(address, known with { LastActive = time.GetUtcNow() }, known);
    }
}
