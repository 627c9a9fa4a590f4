using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Portal.Core.Pairs;
using Portal.Host.Wire;
using Portal.Remoting.Ssh;

namespace Portal.Remoting.Tests.Patroni;

/// <summary>Answers as the test says and keeps what it was asked.</summary>
internal sealed class ScriptedShell : IHostShell
{
    private readonly Dictionary<string, Func<Identity, Request, IEnumerable<ShellAnswer>>> _verbs = [];

    public ConcurrentQueue<(Identity On, Request Request)> Asked { get; } = new();

    public Pair Pair => Facts.Pair;

    /// <summary>How often a verb was asked for.</summary>
    public int Count(string verb) => Asked.Count(asked => asked.Request.Verb == verb);

    public ScriptedShell On(string verb, Func<Identity, Request, IEnumerable<ShellAnswer>> answers)
    {
        _verbs[verb] = answers;
        return this;
    }

    /// <summary>The first answer at the first time, and so on; the last one for ever.</summary>
    public ScriptedShell On(string verb, params ShellAnswer[] answers)
    {
        var next = 0;
        return On(verb, (_, _) => [answers[Math.Min(next++, answers.Length - 1)]]);
    }

    public static ShellAnswer Line(JobStatus status) => new ShellAnswer.Line(JsonSerializer.Serialize(status, WireJson.Default.JobStatus));

    public static ShellAnswer Line(InstalledPackages status) => new ShellAnswer.Line(JsonSerializer.Serialize(status, WireJson.Default.InstalledPackages));

    public static ShellAnswer Line(FollowLine line) => new ShellAnswer.Line(JsonSerializer.Serialize(line, WireJson.Default.FollowLine));

    public static ShellAnswer Line(HostFacts facts) => new ShellAnswer.Line(JsonSerializer.Serialize(facts, WireJson.Default.HostFacts));

    public static ShellAnswer Line(Refusal refusal) => new ShellAnswer.Line(JsonSerializer.Serialize(refusal, WireJson.Default.Refusal));

    public static ShellAnswer Lost() => new ShellAnswer.Lost("The connection broke.");

    public Task<ShellAnswer> Call(Identity on, Request request, TimeSpan limit, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        Asked.Enqueue((on, request));
        return Task.FromResult(_verbs[request.Verb](on, request).First());
    }

    public async IAsyncEnumerable<ShellAnswer> Stream(Identity on, Request request, TimeSpan silence, [EnumeratorCancellation] CancellationToken stop)
    {
        Asked.Enqueue((on, request));
        foreach (var answer in _verbs[request.Verb](on, request))
        {
            await Task.Yield();
            yield return answer;
        }

        if (request.Verb == Verbs.Watch)
            await Task.Delay(Timeout.InfiniteTimeSpan, stop);
    }

    public void Drop(Identity on)
    {
    }

    public void LookAgain(Identity on)
    {
    }

    public Task CameUp(Identity on) => Task.Delay(Timeout.InfiniteTimeSpan);
}
