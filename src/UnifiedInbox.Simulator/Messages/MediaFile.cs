using UnifiedInbox.Simulator.Messages;

namespace UnifiedInbox.Simulator;

/// <summary>A picture, sound or document of a message.</summary>
public sealed record MediaFile(string ContentType, ReadOnlyMemory<byte> Bytes)
{
    public string Sid { get; } = NewSid.Of("ME");

    /// <summary>Where the product said it was; null for what a phone sent.</summary>
    public string? SourceUrl { get; init; }
}
