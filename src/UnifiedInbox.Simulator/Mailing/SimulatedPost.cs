using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Threading.Channels;
using UnifiedInbox.Mail.Mime;
using UnifiedInbox.Mail.Mime.Writing;

namespace UnifiedInbox.Simulator.Mailing;

/// <summary>
/// The mail providers on your desk: takes what the product sends through SES's and Resend's HTTP, tells it what became of it, and
/// carries answers back. Addresses beginning with <c>bounce</c>, <c>full</c> and <c>complain</c> do what they say. Safe for many threads.
/// </summary>
public sealed class SimulatedPost : IAsyncDisposable
{
    private readonly ConcurrentQueue<SimulatedMail> mails = new();
    private readonly ConcurrentDictionary<string, (string Body, string Id)> keys = new();
    private readonly ConcurrentQueue<MailWebhookCall> calls = new();
    private readonly Channel<(SimulatedMail Mail, string Type)> events = Channel.CreateUnbounded<(SimulatedMail, string)>();
    private readonly MailWebhooks webhooks;
    private readonly Task telling;
    private int untold;

    public SimulatedPost(MailOptions options)
    {
        Options = options;
        webhooks = new MailWebhooks(options);
        telling = TellAsync();
    }

    public MailOptions Options { get; }

    /// <summary>Everything between the product and people, oldest first.</summary>
    public IReadOnlyList<SimulatedMail> Mails => [.. mails];

    /// <summary>What the product sent, oldest first.</summary>
    public IReadOnlyList<SimulatedMail> Sent => [.. mails.Where(mail => !mail.IsInbound)];

    /// <summary>The last webhooks, oldest first.</summary>
    public IReadOnlyList<MailWebhookCall> WebhookCalls => [.. calls];

    /// <summary>No event waits or is under way.</summary>
    public bool IsIdle => Volatile.Read(ref untold) == 0;

    /// <summary>After every change; for a page that shows the mailbox.</summary>
    public event Action? Changed;

    /// <summary>Someone writes to the product's mailbox: it hears of it by Resend's webhook and fetches the mail.</summary>
    /// <param name="from"><c>Name &lt;address&gt;</c> or an address.</param>
    /// <param name="subject">One line.</param>
    /// <param name="text">What they write.</param>
    /// <param name="answerTo">The mail this answers, quoted by its ids; null for a new one.</param>
    /// <param name="html">Beside the text.</param>
    /// <param name="to">Which of the product's mailboxes; null = the one that is answered, else the first.</param>
    public async Task<SimulatedMail> WriteAsync(string from, string subject, string text, SimulatedMail? answerTo = null, string? html = null, string? to = null)
    {
        to ??= answerTo is { IsInbound: false } ? MailText.Split(answerTo.From).Address : Options.Mailbox;
        var id = NewId();
        var (name, address) = MailText.Split(from);
        var written = new NewMail
        {
            From = new Mailbox(name, address),
            To = [new Mailbox("", to)],
            Subject = subject,
            Text = text,
            Html = html,
            MessageId = id + "@" + address[(address.LastIndexOf('@') + 1)..],
            InReplyTo = answerTo?.MessageId,
            References = answerTo is null ? [] : [.. answerTo.References.Where(known => known != answerTo.MessageId), answerTo.MessageId],
            Date = Options.Time.GetUtcNow(),
        };
        using var raw = new MemoryStream();
        await MailWriter.WriteAsync(written, raw);
        return await WriteRawAsync(raw.ToArray(), id);
    }

    /// <summary>The same with a mail as it stands.</summary>
    public Task<SimulatedMail> WriteRawAsync(byte[] raw, string? id = null)
    {
        using var read = MimeMessage.Parse(raw);
        var mail = MailText.Of(read, id ?? NewId(), "resend", Options.Time.GetUtcNow()) with { IsInbound = true, Raw = raw };
        Remember(mail);
        Tell(mail, "received");
        return Task.FromResult(mail);
    }

    /// <summary>Tells the product something about a mail: delivered, opened, clicked, bounced, complained …</summary>
    public void Tell(SimulatedMail mail, string type)
    {
        Interlocked.Increment(ref untold);
        events.Writer.TryWrite((mail, type));
    }

    public SimulatedMail? Find(string id) => mails.FirstOrDefault(mail => mail.Id == id);

    public async ValueTask DisposeAsync()
    {
        events.Writer.Complete();
        await telling;
        webhooks.Dispose();
    }

    /// <summary>Resend's promise: one mail a key. Null where the key came with another body.</summary>
    internal SimulatedMail? AcceptOnce(string? key, string body, Func<SimulatedMail> make)
    {
        if (key is null) return Accept(make());
        var fresh = make();
        var known = keys.GetOrAdd(key, _ => (body, fresh.Id));
        if (known.Body != body) return null;
        return known.Id == fresh.Id ? Accept(fresh) : Find(known.Id);
    }

    internal SimulatedMail Accept(SimulatedMail mail)
    {
        Remember(mail);
        Tell(mail, "sent");
        var to = MailText.Split(mail.To.Count > 0 ? mail.To[0] : "").Address;
        if (to.StartsWith("bounce", StringComparison.Ordinal)) Tell(mail, "bounced");
        else if (to.StartsWith("full", StringComparison.Ordinal)) Tell(mail, "full");
        else Tell(mail, "delivered");
        if (to.StartsWith("complain", StringComparison.Ordinal)) Tell(mail, "complained");
        return mail;
    }

    internal string Certificate => webhooks.Certificate;

    internal static string NewId() => new Guid(RandomNumberGenerator.GetBytes(16)).ToString();

    internal static string NewSesId() => "0100" + RandomNumberGenerator.GetHexString(12, lowercase: true) + "-" + RandomNumberGenerator.GetHexString(32, lowercase: true) + "-000000";

    private void Remember(SimulatedMail mail)
    {
        mails.Enqueue(mail);
        while (mails.Count > Options.History) mails.TryDequeue(out _);
        Changed?.Invoke();
    }

    /// <summary>One after the other: the order of what happened to a mail is the order it is told in.</summary>
    private async Task TellAsync()
    {
        await foreach (var (mail, type) in events.Reader.ReadAllAsync())
        {
            var status = await webhooks.PostAsync(mail, type);
            calls.Enqueue(new MailWebhookCall(type, mail.Id, status));
            while (calls.Count > 200) calls.TryDequeue(out _);
            Interlocked.Decrement(ref untold);
            Changed?.Invoke();
        }
    }
}
