using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Portal.Tests.Notifications;

/// <summary>Keeps every log line, with the exception in full.</summary>
internal sealed class NotedLog : ILoggerProvider
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger<T> Of<T>() => new Logger<T>(Lines);

    public ILogger CreateLogger(string categoryName) => new Logger<NotedLog>(Lines);

    public void Dispose() { }

    private sealed class Logger<T>(ConcurrentQueue<string> lines) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{formatter(state, exception)} {exception}");
    }
}
