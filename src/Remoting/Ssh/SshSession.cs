using System.Text;
using CliWrap;

namespace Portal.Remoting.Ssh;

/// <summary>How a channel ended.</summary>
/// <param name="WasSent">False only when it is certain that the server never saw the request.</param>
internal sealed record SessionEnd(bool WasSent, string Why);

/// <summary>One channel on a connection: a request goes in, lines come out.</summary>
internal static class SshSession
{
    /// <summary>What ssh prints when it could not use the shared connection and was kept from making one of its own.</summary>
    private const string NoChannel = "UNKNOWN port 65535";

    /// <summary>Runs until the server ends the channel; throws when stopped.</summary>
    /// <param name="request">One line of JSON, without the line break.</param>
    /// <param name="enough">Closes standard input: nothing more is expected of the server.</param>
    public static async Task<SessionEnd> Run(
        SshTool tool, SshMaster master, string request, Func<string, CancellationToken, ValueTask> line, CancellationToken enough, CancellationToken stop)
    {
        var errors = new StringBuilder();
        try
        {
            var ended = await tool.Ssh("-T", "-o", "ProxyCommand=false", master.Route.Host)
                .WithStandardInputPipe(PipeSource.Create((input, closed) => Send(input, request, enough, closed)))
                .WithStandardOutputPipe(PipeTarget.Create((output, closed) => LineFeed.Read(output, Heard, closed)))
                .WithStandardErrorPipe(SshTool.Errors(errors))
                .ExecuteAsync(stop);
            return End(ended.ExitCode, errors.ToString());
        }
        catch (InvalidDataException problem)
        {
            return new SessionEnd(true, $"{problem.Message}.");
        }

        ValueTask Heard(string text, CancellationToken closed)
        {
            master.Hear();
            return line(text, closed);
        }
    }

    private static SessionEnd End(int exitCode, string errors)
    {
        if (exitCode == 255 && errors.Contains(NoChannel, StringComparison.Ordinal))
            return new SessionEnd(false, "the shared connection was gone.");
        if (exitCode == 255)
            return new SessionEnd(true, "the connection broke.");
        var last = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
        return new SessionEnd(true, $"portal-host ended with code {exitCode}{(last is null ? "" : $": {PlainText.Of(last)}")}.");
    }

    // Standard input stays open as long as the channel does: its end tells portal-host that nobody listens any more.
    private static async Task Send(Stream input, string request, CancellationToken enough, CancellationToken closed)
    {
        try
        {
            await input.WriteAsync(Encoding.UTF8.GetBytes(request + "\n"), closed);
            await input.FlushAsync(closed);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(enough, closed);
            await Task.Delay(Timeout.InfiniteTimeSpan, either.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
        catch (IOException)
        {
            // The other end is gone; the exit code says so.
        }
    }
}
