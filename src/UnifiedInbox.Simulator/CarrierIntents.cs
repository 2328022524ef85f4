using System.Threading.Channels;
using UnifiedInbox.Simulator.Phones;

namespace UnifiedInbox.Simulator;

/// <summary>What tests and the page do with a carrier.</summary>
public sealed partial class SimulatedCarrier
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(15);

    /// <summary>A phone writes an SMS, or an MMS with media. Returns after the product's webhook has answered: see <see cref="SimulatedMessage.Webhook"/>.</summary>
    /// <param name="from">E.164, a short code or a name: not every sender is a phone.</param>
    /// <param name="to">One of the product's SMS numbers.</param>
    public Task<SimulatedMessage> TextFromPhoneAsync(
        string from, string to, string body, IReadOnlyList<MediaFile>? media = null, CancellationToken ct = default) =>
        ReceiveFromPhone.RunAsync(this, from, to, body, null, media ?? [], ct);

    /// <summary>A phone writes over WhatsApp; numbers with or without the prefix. Opens the 24-hour window for that pair.</summary>
    public Task<SimulatedMessage> WhatsAppFromPhoneAsync(
        string from, string to, string body, string? profileName = null, IReadOnlyList<MediaFile>? media = null, CancellationToken ct = default) =>
        ReceiveFromPhone.RunAsync(this, Address.WhatsApp(from), Address.WhatsApp(to), body, profileName, media ?? [], ct);

    /// <summary>The person reads what was delivered to that WhatsApp phone; each message is reported once.</summary>
    public async Task ReadOnPhoneAsync(string phone, CancellationToken ct = default)
    {
        var address = Address.WhatsApp(phone);
        foreach (var message in SentWhere(message => message.To == address && message.Status == MessageStatus.Delivered))
            if (message.MoveTo(MessageStatus.Read, Now))
                await ReportAsync(message, MessageStatus.Read, ct);
    }

    public IReadOnlyList<SimulatedMessage> SentTo(string to) => SentWhere(message => message.To == to);

    /// <summary>What the product has sent and this is true of, oldest first.</summary>
    public IReadOnlyList<SimulatedMessage> SentWhere(Func<SimulatedMessage, bool> filter) =>
        OldestFirst(history.Where(message => message.Direction == "outbound-api" && filter(message)));

    /// <summary>Messages to and from a phone, oldest first; the last <paramref name="limit"/> of them.</summary>
    public IReadOnlyList<SimulatedMessage> OnPhone(string phone, int limit = 50) =>
        OldestFirst(history.Where(message => message.Phone == phone, limit));

    /// <summary>Waits, without polling, until the carrier is in a certain state. Throws <see cref="TimeoutException"/> (default 15 s).</summary>
    public async Task WaitForAsync(Func<SimulatedCarrier, bool> condition, TimeSpan? timeout = null, CancellationToken ct = default)
    {
        // One note that something changed is enough, however much did.
        var changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var listening = Pulse.Listen(_ => changed.Writer.TryWrite(true));
        using var late = CancellationTokenSource.CreateLinkedTokenSource(ct);
        late.CancelAfter(timeout ?? patience);
        try
        {
            while (!condition(this))
                await changed.Reader.ReadAsync(late.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException($"Not within the time. Accepted {AcceptedCount}; last: {Describe(Sent.TakeLast(5))}");
        }
    }

    /// <summary>Waits for a message of the product of which this is true, and returns it.</summary>
    public async Task<SimulatedMessage> WaitForSentAsync(
        Func<SimulatedMessage, bool> condition, TimeSpan? timeout = null, CancellationToken ct = default)
    {
        await WaitForAsync(carrier => carrier.SentWhere(condition).Count > 0, timeout, ct);
        return SentWhere(condition)[0];
    }

    private static string Describe(IEnumerable<SimulatedMessage> messages) =>
        string.Join(", ", messages.Select(message => $"{message.Sid} {message.Status} {message.ErrorCode}"));
}
