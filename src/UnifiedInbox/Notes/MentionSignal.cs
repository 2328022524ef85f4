using UnifiedInbox.Database;

namespace UnifiedInbox.Notes;

/// <summary>Poked when somebody is mentioned: perhaps they are away and get a mail.</summary>
internal sealed class MentionSignal : Signal;
