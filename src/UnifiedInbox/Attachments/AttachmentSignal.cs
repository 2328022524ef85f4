using UnifiedInbox.Database;

namespace UnifiedInbox.Attachments;

/// <summary>Poked when there are bytes to fetch.</summary>
internal sealed class AttachmentSignal : Signal;
