using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;

namespace UnifiedInbox.Simulator;

/// <summary>What the simulated carrier is told before it starts. Addresses that are known only later are set on <see cref="SimulatedCarrier"/>.</summary>
public sealed class SimulatorOptions
{
    /// <summary>The one account there is: <c>AC</c> and 32 hexadecimal digits.</summary>
    public string AccountSid { get; set; } = "AC51a01a70c0ffee0051a01a70c0ffee00";

    /// <summary>Password of the REST API and key of the webhook signatures. Default: a new one for every instance.</summary>
    public string AuthToken { get; set; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>The product's numbers for SMS, E.164. Default: the number Twilio documents for tests.</summary>
    public IList<string> SmsNumbers { get; init; } = ["+15005550006"];

    /// <summary>The product's numbers for WhatsApp, E.164 without the <c>whatsapp:</c> prefix. Default: the number of Twilio's sandbox.</summary>
    public IList<string> WhatsAppNumbers { get; init; } = ["+14155238886"];

    /// <summary>Where inbound messages are posted, as the product's public address; a <c>#rc=…</c> fragment is honoured and not signed.</summary>
    public string? WebhookUrl { get; set; }

    /// <summary>Address under which the product reaches the REST API; media links begin with it. Default: taken from the webhook's origin.</summary>
    public string? ApiUrl { get; set; }

    /// <summary>Address of the media store to which media links redirect. Default: beside the REST API, on the host that was asked.</summary>
    public string? CdnUrl { get; set; }

    /// <summary>Messages remembered; the oldest are forgotten. Default 20,000.</summary>
    public int History { get; set; } = 20_000;

    /// <summary>Webhooks under way at once. Default 32.</summary>
    public int Workers { get; set; } = 32;

    /// <summary>How the carrier behaves at the start.</summary>
    public Switches Switches { get; set; } = new();

    /// <summary>Two phones to begin with, so that the page can be tried at once. Default true.</summary>
    public bool SeedPhones { get; set; } = true;

    /// <summary>Component that frames the page: it takes <c>Title</c> and <c>ChildContent</c>. Default: a bare document.</summary>
    public Type? Layout { get; set; }

    /// <summary>Applied to every route of the page (not to the REST API), to say who may use it.</summary>
    public Action<IEndpointConventionBuilder>? GuardPage { get; set; }

    /// <summary>The mail providers beside the carrier.</summary>
    public Mailing.MailOptions Mail { get; init; } = new();

    public TimeProvider Time { get; set; } = TimeProvider.System;
}
