using UnifiedInbox.Database;

namespace UnifiedInbox.Messages;

/// <summary>Poked when a message may be due.</summary>
internal sealed class DispatchSignal : Signal;
