using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Portal.Core.Pairs;
using Portal.Host.Wire;

namespace Portal.Remoting.Ssh;

/// <summary>Reaches the servers of one pair with the OpenSSH client.</summary>
internal sealed class OpenSshShell : IHostShell, IAsyncDisposable
{
    /// <summary>How long a channel may take to end after its answer.</summary>
    private static readonly TimeSpan Leave = TimeSpan.FromSeconds(5);

    private readonly SshTool _tool;
    private readonly SshConnection _primary;
    private readonly SshConnection _secondary;

    public OpenSshShell(Pair pair, SshTool tool, SshFolder folder, KnownHosts known, SshOptions options)
    {
        Pair = pair;
        _tool = tool;
        _primary = new SshConnection(pair, Identity.Primary, tool, folder, known, options);
        _secondary = new SshConnection(pair, Identity.Secondary, tool, folder, known, options);
    }

    public Pair Pair { get; }

    public async Task<ShellAnswer> Call(Identity on, Request request, TimeSpan limit, CancellationToken stop)
    {
        using var timed = CancellationTokenSource.CreateLinkedTokenSource(stop);
        timed.CancelAfter(limit);
        var began = Stopwatch.GetTimestamp();
        SshMaster? master = null;
        try
        {
            while (true)
            {
                (master, var failure) = await Of(on).Open(timed.Token);
                if (master is null)
                    return failure!;
                if (await Once(on, master, request, timed.Token) is { } answer)
                    return answer;
                Of(on).Drop(master);
                master = null;
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            if (master is null)
                return SshFailure.Parse("timed out").NotReached(on);
            if (master.LastHeard < began)
                Of(on).Drop(master);
            return new ShellAnswer.Lost(string.Create(CultureInfo.InvariantCulture, $"{on} did not answer within {limit.TotalSeconds:0.#} s."));
        }
    }

    public async IAsyncEnumerable<ShellAnswer> Stream(Identity on, Request request, TimeSpan silence, [EnumeratorCancellation] CancellationToken stop)
    {
        var (master, failure) = await Of(on).Open(stop);
        if (master is null)
        {
            yield return failure!;
            yield break;
        }

        using var open = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var lines = Channel.CreateBounded<ShellAnswer>(256);
        var session = Pump(on, master, request, lines.Writer, open.Token);
        try
        {
            while (await Next(lines.Reader, silence, stop) is { } answer)
                yield return answer;
            if (!lines.Reader.Completion.IsCompleted)
            {
                Of(on).Drop(master);
                yield return new ShellAnswer.Lost(string.Create(CultureInfo.InvariantCulture, $"{on} was silent for {silence.TotalSeconds:0.#} s."));
            }
        }
        finally
        {
            await open.CancelAsync();
            await session;
        }
    }

    public void Drop(Identity on) => Of(on).Drop();

    public void LookAgain(Identity on) => Of(on).LookAgain();

    public Task CameUp(Identity on) => Of(on).CameUp;

    public async ValueTask DisposeAsync()
    {
        await _primary.DisposeAsync();
        await _secondary.DisposeAsync();
    }

    private SshConnection Of(Identity on) => on == Identity.Primary ? _primary : _secondary;

    private static string Json(Request request) => JsonSerializer.Serialize(request, WireJson.Default.Request);

    /// <summary>One try; null when the request certainly never left, so that it may be tried on a new connection.</summary>
    private async Task<ShellAnswer?> Once(Identity on, SshMaster master, Request request, CancellationToken stop)
    {
        var first = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var enough = new CancellationTokenSource();
        var kill = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var session = SshSession.Run(_tool, master, Json(request), Take, enough.Token, kill.Token);
        await Task.WhenAny(first.Task, session);
        if (first.Task.IsCompleted)
        {
            // The answer is there; the process ends by itself, and nobody has to wait for that.
            _ = End(session, enough, kill);
            return new ShellAnswer.Line(await first.Task);
        }

        enough.Dispose();
        kill.Dispose();
        return await session is { WasSent: true, Why: var why } ? new ShellAnswer.Lost($"No answer from {on}: {why}") : null;

        ValueTask Take(string line, CancellationToken closed)
        {
            first.TrySetResult(line);
            return ValueTask.CompletedTask;
        }
    }

    private static async Task End(Task session, CancellationTokenSource enough, CancellationTokenSource kill)
    {
        await enough.CancelAsync();
        kill.CancelAfter(Leave);
        await session.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        enough.Dispose();
        kill.Dispose();
    }

    private async Task Pump(Identity on, SshMaster master, Request request, ChannelWriter<ShellAnswer> lines, CancellationToken stop)
    {
        try
        {
            var end = await SshSession.Run(_tool, master, Json(request), (line, closed) => lines.WriteAsync(new ShellAnswer.Line(line), closed), CancellationToken.None, stop);
            await lines.WriteAsync(new ShellAnswer.Lost($"The channel to {on} ended: {end.Why}"), stop);
        }
        catch (OperationCanceledException)
        {
            // Nobody listens any more.
        }
        finally
        {
            lines.Complete();
        }
    }

    /// <summary>The next line; null at the end or after the silence.</summary>
    private static async Task<ShellAnswer?> Next(ChannelReader<ShellAnswer> lines, TimeSpan silence, CancellationToken stop)
    {
        using var timed = CancellationTokenSource.CreateLinkedTokenSource(stop);
        timed.CancelAfter(silence);
        try
        {
            return await lines.WaitToReadAsync(timed.Token) && lines.TryRead(out var answer) ? answer : null;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return null;
        }
    }
}
