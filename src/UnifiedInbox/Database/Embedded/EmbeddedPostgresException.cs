namespace UnifiedInbox.Database.Embedded;

/// <summary>The private PostgreSQL cannot be used. The message is one sentence or two that say why and what to do.</summary>
internal class EmbeddedPostgresException(string message, Exception? inner = null) : OperatorException(message, inner);

/// <summary>Another process runs on this data folder.</summary>
internal sealed class DataFolderTakenException(string message, Exception inner) : EmbeddedPostgresException(message, inner);
