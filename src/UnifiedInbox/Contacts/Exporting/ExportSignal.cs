using UnifiedInbox.Database;

namespace UnifiedInbox.Contacts.Exporting;

/// <summary>Poked when a package is to be made.</summary>
internal sealed class ExportSignal : Signal;
