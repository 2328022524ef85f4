namespace UnifiedInbox.Simulator.Sending;

/// <summary>Picks a share of events evenly instead of by chance, so that tests see the same every time: 50 % is every second one.</summary>
internal sealed class Spread
{
    private readonly Lock gate = new();
    private int collected;

    public bool Hits(int percent)
    {
        if (percent <= 0)
            return false;
        lock (gate)
        {
            collected += Math.Min(percent, 100);
            if (collected < 100)
                return false;
            collected -= 100;
            return true;
        }
    }
}
