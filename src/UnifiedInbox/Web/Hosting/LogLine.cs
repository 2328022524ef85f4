using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using UnifiedInbox.Database;

namespace UnifiedInbox.Web.Hosting;

/// <summary>The log on the console: <c>2025-01-31T12:00:00Z warn Dispatcher: what happened</c>, then the exception as it is.</summary>
internal sealed class LogLine(TimeProvider time) : ConsoleFormatter(Name)
{
    public new const string Name = "line";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        textWriter.Write(time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ"));
        textWriter.Write(Word(logEntry.LogLevel));
        textWriter.Write(logEntry.Category.AsSpan(logEntry.Category.LastIndexOf('.') + 1));
        textWriter.Write(": ");
        textWriter.WriteLine(logEntry.Formatter(logEntry.State, logEntry.Exception));
        // Where a broken connection was noticed is of no interest, and everybody notices it.
        if (logEntry.Exception is { } exception) textWriter.WriteLine(DatabaseErrors.IsUnavailable(exception) ? "  " + exception.Message : exception);
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Critical => " crit ",
        LogLevel.Error => " fail ",
        LogLevel.Warning => " warn ",
        LogLevel.Information => " info ",
        _ => " dbug ",
    };
}
