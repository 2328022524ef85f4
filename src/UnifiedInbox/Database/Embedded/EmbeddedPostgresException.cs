namespace UnifiedInbox.Database.Embedded;

/// <summary>The private PostgreSQL cannot be used. The message is one sentence or two that say why and what to do.</summary>
internal sealed class EmbeddedPostgresException(string message, Exception? inner = null) : OperatorException(message, inner);
