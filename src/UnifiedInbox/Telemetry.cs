using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace UnifiedInbox;

/// <summary>The product's own metrics and traces, under one name.</summary>
internal static class Telemetry
{
    public const string Name = "UnifiedInbox";

    public static readonly Meter Meter = new(Name);

    public static readonly ActivitySource Activities = new(Name);
}
