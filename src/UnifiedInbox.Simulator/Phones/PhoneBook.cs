using System.Collections.Concurrent;

namespace UnifiedInbox.Simulator.Phones;

/// <summary>The phones on the desk: those that were put there, and any the product wrote to.</summary>
internal sealed class PhoneBook(TimeProvider time)
{
    /// <summary>A load test writes to thousands of numbers; nobody looks at them one by one.</summary>
    private const int Most = 200;

    private readonly ConcurrentDictionary<string, SimulatedPhone> phones = new();

    public IReadOnlyList<SimulatedPhone> All => [.. phones.Values.OrderByDescending(phone => phone.LastActive).ThenBy(phone => phone.Address, StringComparer.Ordinal)];

    public SimulatedPhone? Find(string address) => phones.GetValueOrDefault(address);

    public SimulatedPhone Put(string address, string name) =>
        phones.AddOrUpdate(
            address,
            _ => new(address, name, time.GetUtcNow()),
            (_, known) => known with { Name = name.Length > 0 ? name : known.Name });

    public void Touch(string address)
    {
        if (phones.TryGetValue(address, out var known))
            phones.TryUpdate(address, known with { LastActive = time.GetUtcNow() }, known);
        else if (phones.Count < Most)
            Put(address, "");
    }

    public void Remove(string address) => phones.TryRemove(address, out _);
}
