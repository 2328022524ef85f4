using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace UnifiedInbox.Tests;

/// <summary>What an app under test wrote down as an error: the reason behind a 500 that a browser or a client only saw the status of.</summary>
public sealed class KeptErrors : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> kept = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) kept.Enqueue($"server: {formatter(state, exception)} {exception}");
    }

    public override string ToString() => string.Join(Environment.NewLine, kept);

    public void Dispose() { }
}
