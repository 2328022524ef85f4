using UnifiedInbox.Simulator.Messages;

namespace UnifiedInbox.Simulator.Sending;

/// <summary>
/// The way of one message from acceptance to its last status. The initial status is never called back; it stands in the
/// answer to the request.
/// </summary>
internal sealed class Journey(SimulatedCarrier carrier, SimulatedMessage message)
{
    private static readonly TimeSpan window = TimeSpan.FromHours(24);

    public void Begin(DateTimeOffset? sendAt)
    {
        var due = sendAt ?? carrier.Now + Delay;
        carrier.Agenda.At(due, message.MessagingServiceSid is null ? SendAsync : ChooseSenderAsync);
    }

    private TimeSpan Delay => TimeSpan.FromMilliseconds(carrier.Switches.CallbackDelayMs);

    private async Task ChooseSenderAsync(CancellationToken ct)
    {
        if (message.Status == MessageStatus.Canceled)
            return;
        message.From ??= carrier.AnySender(whatsApp: message.IsWhatsApp);
        message.Segments = Segments.Count(message.Body);
        await ReportAsync(MessageStatus.Queued, ct);
        carrier.Agenda.At(carrier.Now + Delay, SendAsync);
    }

    private async Task SendAsync(CancellationToken ct)
    {
        // The slot is taken here, not on acceptance, so that a scheduled message does not hold up those before it.
        var slot = carrier.NextSlot(message);
        if (slot > carrier.Now)
            carrier.Agenda.At(slot, LeaveAsync);
        else
            await LeaveAsync(ct);
    }

    private async Task LeaveAsync(CancellationToken ct)
    {
        var error = await RefusalAsync(ct);
        var switches = carrier.Switches;
        var steps = (error, switches.Outcome) switch
        {
            (not null, _) => [MessageStatus.Failed],
            (_, Outcome.Failed) => [MessageStatus.Failed],
            (_, Outcome.Undelivered) => [MessageStatus.Sent, MessageStatus.Undelivered],
            (_, Outcome.Sent) => [MessageStatus.Sent],
            _ when switches.ReadAutomatically && message.IsWhatsApp => [MessageStatus.Sent, MessageStatus.Delivered, MessageStatus.Read],
            _ => new[] { MessageStatus.Sent, MessageStatus.Delivered },
        };
        if (switches.ReversedCallbacks)
            Array.Reverse(steps);
        await StepAsync(steps, error ?? switches.OutcomeErrorCode, ct);
    }

    /// <summary>What is found out only on the way, and so reported by callback.</summary>
    private async Task<int?> RefusalAsync(CancellationToken ct)
    {
        if (message.From is null)
            return 21703;
        if (carrier.HasOptedOut(message.From, message.To))
            return 21610;
        if (message.IsWhatsApp && !IsApproved(message.ContentSid) && carrier.Switches.WhatsAppWindow && !IsWindowOpen(message.From))
            return 63016;
        return message.MediaUrls.Count > 0 ? await carrier.Fetch.RunAsync(message, ct) : null;
    }

    private bool IsApproved(string? template) =>
        template is not null && carrier.Templates.FirstOrDefault(known => known.Sid == template) is not { Status: not "approved" };

    private bool IsWindowOpen(string sender) =>
        carrier.LastInbound(sender, message.To) is { } last && carrier.Now - last <= window;

    private async Task StepAsync(ReadOnlyMemory<MessageStatus> steps, int error, CancellationToken ct)
    {
        var status = steps.Span[0];
        await ReportAsync(status, ct, status is MessageStatus.Failed or MessageStatus.Undelivered ? error : null);
        var rest = steps[1..];
        if (rest.Length > 0)
            carrier.Agenda.At(carrier.Now + Delay, ct => StepAsync(rest, error, ct));
    }

    private Task ReportAsync(MessageStatus status, CancellationToken ct, int? error = null)
    {
        message.MoveTo(status, carrier.Now, error);
        return carrier.ReportAsync(message, status, ct);
    }
}
