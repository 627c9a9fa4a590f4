using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.Ports;

namespace Portal.Remoting.Simulation.Rehearsals;

/// <summary>Two simulated servers of their own, under a time of their own; in no world, in no file.</summary>
internal sealed class RehearsalStage : IRehearsalStage
{
    private readonly SimulatedPair _servers;
    private readonly RehearsalClock _clock;
    private readonly List<Silence> _silences = [];

    public RehearsalStage(Pair pair, SimulatedEngine engine, Likeness like, double speed, DateTimeOffset begins)
    {
        _clock = new(begins, PassTo);
        _servers = new(pair.Id, engine, speed, like.State, _clock);
        Servers = new SimulatedLink(pair, engine, _servers, speed, _clock);
        Assumed = like.Assumed;
        Listen();
    }

    public IPairLink Servers { get; }

    public TimeProvider Clock => _clock;

    public ImmutableArray<string> Assumed { get; }

    public ImmutableArray<Silence> Silences => [.. _silences];

    public void Lay(RehearsedFault fault)
    {
        RehearsalFaults.Lay(_servers, fault);
        Listen();
    }

    public void Mend()
    {
        _servers.Mend();
        Listen();
    }

    public void Rest(TimeSpan longest)
    {
        var until = _clock.GetUtcNow() + longest;
        PassTo(_servers.Now.Agenda is [var first, ..] && first.At < until ? first.At : until);
    }

    // Whether users are served changes only when something happens: each such moment is looked at.
    private void PassTo(DateTimeOffset moment)
    {
        while (_servers.Now.Agenda is [var first, ..] && first.At < moment)
        {
            _clock.To(first.At);
            Listen();
        }

        _clock.To(moment);
        Listen();
    }

    private void Listen()
    {
        var (now, answers) = (_clock.GetUtcNow(), _servers.Service == ServiceState.Answers);
        switch (_silences)
        {
            case [.., { To: null } open] when answers:
                _silences[^1] = open with { To = now };
                break;
            case [.., { To: null }]:
                break;
            case var _ when !answers:
                _silences.Add(new(now, null));
                break;
        }
    }
}
