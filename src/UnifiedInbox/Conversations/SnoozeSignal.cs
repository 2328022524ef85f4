using UnifiedInbox.Database;

namespace UnifiedInbox.Conversations;

/// <summary>Poked when something is snoozed, because it may be due sooner than the worker thought.</summary>
internal sealed class SnoozeSignal : Signal;
