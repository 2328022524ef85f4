namespace UnifiedInbox;

/// <summary>
/// Something the person who runs the product has to put right. The message is a sentence or two that say what is wrong and
/// what to do, naming the variable to set; it is printed alone, without a stack trace.
/// </summary>
internal class OperatorException(string message, Exception? inner = null) : Exception(message, inner);
