using System.Collections.Immutable;

namespace UnifiedInbox.Simulator.Phones;

/// <summary>Tells whoever looks that something changed: the address of a phone, or "" for everything else.</summary>
internal sealed class Pulse
{
    private ImmutableArray<Action<string>> listeners = [];

    public IDisposable Listen(Action<string> listener)
    {
        ImmutableInterlocked.Update(ref listeners, known => known.Add(listener));
        return new Listening(() => ImmutableInterlocked.Update(ref listeners, known => known.Remove(listener)));
    }

    public void Beat(string phone = "")
    {
        foreach (var listener in listeners)
            listener(phone);
    }

    private sealed class Listening(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
