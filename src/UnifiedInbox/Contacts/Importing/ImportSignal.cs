using UnifiedInbox.Database;

namespace UnifiedInbox.Contacts.Importing;

/// <summary>Poked when an import is to be run.</summary>
internal sealed class ImportSignal : Signal;
