using UnifiedInbox.Database;

namespace UnifiedInbox.Channels.Twilio;

/// <summary>Poked when messages may have been missed.</summary>
internal sealed class TwilioSweepSignal : Signal;
