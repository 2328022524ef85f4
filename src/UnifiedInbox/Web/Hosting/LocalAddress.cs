namespace UnifiedInbox.Web.Hosting;

/// <summary>How this machine reaches this process; known once its port is taken.</summary>
internal sealed record LocalAddress(Uri Url);
