using System.Collections.Concurrent;
using UnifiedInbox.Simulator.Messages;
using UnifiedInbox.Simulator.Phones;
using UnifiedInbox.Simulator.Sending;
using UnifiedInbox.Simulator.Webhooks;

namespace UnifiedInbox.Simulator;

/// <summary>
/// A carrier on your desk. It takes what the product sends over Twilio's REST API, carries it to phones that exist only
/// here, and calls the product's webhooks. Safe for many threads; nothing is kept on disk.
/// </summary>
public sealed partial class SimulatedCarrier : IAsyncDisposable
{
    private const int LogLength = 200;

    private readonly ConcurrentQueue<WebhookCall> log = new();
    private readonly ConcurrentQueue<CdnRequest> cdnRequests = new();
    private readonly MessageHistory history;
    private readonly SenderRates rates = new();
    private readonly Spread lost = new(), doubled = new(), lostInbound = new();
    private readonly Lock switching = new();
    private volatile Switches switches;
    private long accepted;
    private long calls;

    public SimulatedCarrier(SimulatorOptions options)
    {
        Options = options;
        switches = options.Switches;
        history = new(options.History);
        StartedAt = Now;
        Phones = new(options.Time);
        Agenda = new(options.Time, options.Workers, () => Pulse.Beat(), Failures.Enqueue);
        Webhooks = new(options.AuthToken, options.Time);
        Numbers = [.. options.SmsNumbers.Select(number => new OwnNumber(number, Now))];
        OwnSenders = [.. options.SmsNumbers, .. options.WhatsAppNumbers.Select(Address.WhatsApp)];
        if (options.SeedPhones)
        {
            Phones.Put("+14155550142", "Ada Lovelace");
            Phones.Put(Address.WhatsApp("+14155550143"), "Grace Hopper");
        }
    }

    public SimulatorOptions Options { get; }

    /// <summary>Where inbound messages go when the number itself has no other address.</summary>
    public string? WebhookUrl { get => Options.WebhookUrl; set => Options.WebhookUrl = value; }

    /// <summary>What media links begin with, and the value of the product's TWILIO_BASE_URL.</summary>
    public string ApiUrl
    {
        get => Options.ApiUrl ?? (WebhookUrl is { } webhook ? new Uri(webhook).GetLeftPart(UriPartial.Authority) + "/simulator/twilio" : "");
        set => Options.ApiUrl = value.TrimEnd('/');
    }

    public Switches Switches => switches;

    /// <summary>The account's content templates. One that is not here is taken for approved: it may live in another account's console.</summary>
    public IReadOnlyList<SimulatedTemplate> Templates { get; set; } = SimulatedTemplate.Samplers;

    /// <summary>Messages accepted since the start, also those no longer remembered.</summary>
    public long AcceptedCount => Interlocked.Read(ref accepted);

    /// <summary>What the product has sent through the REST API, oldest first.</summary>
    public IReadOnlyList<SimulatedMessage> Sent => SentWhere(_ => true);

    /// <summary>Everything between the product and its contacts, oldest first.</summary>
    public IReadOnlyList<SimulatedMessage> Messages => OldestFirst(history.Where(_ => true));

    /// <summary>The last webhooks, oldest first.</summary>
    public IReadOnlyList<WebhookCall> WebhookCalls => [.. log];

    /// <summary>Downloads from the media store, and whether credentials came along (they must not).</summary>
    public IReadOnlyList<CdnRequest> CdnRequests => [.. cdnRequests];

    /// <summary>Nothing is on its way: no callback waits or is being delivered.</summary>
    public bool IsIdle => Agenda.IsIdle;

    /// <summary>Faults of the simulator itself; always empty unless it has a bug.</summary>
    public ConcurrentQueue<Exception> Failures { get; } = new();

    internal Agenda Agenda { get; }
    internal WebhookClient Webhooks { get; }
    internal FetchMedia Fetch { get; } = new();
    internal Consent Consent { get; } = new();
    internal PhoneBook Phones { get; }
    internal Pulse Pulse { get; } = new();
    internal IReadOnlyList<OwnNumber> Numbers { get; }

    /// <summary>The product's own addresses, those for WhatsApp with their prefix.</summary>
    internal IReadOnlyList<string> OwnSenders { get; }
    internal MessageHistory History => history;
    internal DateTimeOffset StartedAt { get; }
    internal DateTimeOffset Now => Options.Time.GetUtcNow();

    /// <summary>Changes how the carrier behaves: <c>carrier.Switch(now => now with { Down = true })</c>.</summary>
    public Switches Switch(Func<Switches, Switches> change)
    {
        lock (switching)
            switches = change(switches);
        Pulse.Beat();
        return switches;
    }

    public async ValueTask DisposeAsync()
    {
        await Agenda.DisposeAsync();
        Webhooks.Dispose();
        Fetch.Dispose();
    }

    internal bool Owns(string sender) => OwnSenders.Contains(sender);

    internal string? AnySender(bool whatsApp) => OwnSenders.FirstOrDefault(sender => Address.IsWhatsApp(sender) == whatsApp);

    internal bool HasOptedOut(string sender, string phone) => Consent.HasOptedOut(sender, phone);

    internal DateTimeOffset? LastInbound(string sender, string phone) => Consent.LastInbound(sender, phone);

    internal string? WebhookOf(string number) => Numbers.FirstOrDefault(own => own.PhoneNumber == number)?.SmsUrl ?? WebhookUrl;

    internal DateTimeOffset NextSlot(SimulatedMessage message) =>
        rates.Take(message.From ?? "", message.Segments, switches.SegmentsPerSecond, Now);

    internal bool QueueIsFull(string sender) => rates.IsFull(sender, Now);

    internal bool LosesInbound() => lostInbound.Hits(switches.LostInboundPercent);

    internal void Remember(SimulatedMessage message)
    {
        history.Add(message);
        Phones.Touch(message.Phone);
        if (message.IsInbound)
            Consent.Heard(message);
        if (message.Direction == "outbound-api")
            Interlocked.Increment(ref accepted);
        Announce(message);
    }

    internal void Announce(SimulatedMessage message) => Pulse.Beat(message.Phone);

    internal async Task ReportAsync(SimulatedMessage message, MessageStatus status, CancellationToken ct)
    {
        Announce(message);
        if (message.StatusCallback is not { } url || lost.Hits(switches.LostCallbacksPercent))
            return;
        var form = StatusForm.Of(message, status, Options.AccountSid, Now);
        for (var times = doubled.Hits(switches.DoubledCallbacksPercent) ? 2 : 1; times > 0; times--)
            Log(await Webhooks.PostAsync(status.Word(), message.Sid, url, form, ct));
    }

    internal void Log(WebhookCall call)
    {
        log.Enqueue(call with { Number = Interlocked.Increment(ref calls) });
        while (log.Count > LogLength)
            log.TryDequeue(out _);
        Pulse.Beat();
    }

    internal void Log(CdnRequest request)
    {
        cdnRequests.Enqueue(request);
        while (cdnRequests.Count > LogLength)
            cdnRequests.TryDequeue(out _);
    }

    /// <summary>The fault that hits this send, counted down.</summary>
    internal Switches TakeFault()
    {
        var now = switches;
        if (now.Fault == SendFault.None || now.FaultTimes is null)
            return now;
        lock (switching)
        {
            now = switches;
            if (now.FaultTimes is { } left)
                switches = left > 1 ? now with { FaultTimes = left - 1 } : now with { Fault = SendFault.None, FaultTimes = null };
        }
        Pulse.Beat();
        return now;
    }

    private static List<SimulatedMessage> OldestFirst(List<SimulatedMessage> messages)
    {
        messages.Reverse();
        return messages;
    }
}
