using System.Globalization;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Ports;
using Portal.Core.Runs;

namespace Portal.Runs.Rehearsals;

/// <summary>One plan played through on a stage: Core decides as in every run, the stage's servers answer, and the rehearsal speaks for the people.</summary>
/// <remarks>It holds a stage and nothing else: no link, no ledger, no owner of a pair. What it does cannot reach a server.</remarks>
internal sealed partial class Rehearsal
{
    /// <summary>Longest that a rehearsed run may last, in its own time: longer than the longest limit of a step, several times over.</summary>
    private static readonly TimeSpan LongestRun = TimeSpan.FromDays(3);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1), LookSeldom = TimeSpan.FromSeconds(60), LookLimit = TimeSpan.FromSeconds(30);
    private const int MostTurns = 20_000;

    private readonly Plan _plan;
    private readonly Pair _pair;
    private readonly IRehearsalStage _stage;
    private readonly RehearsedFault? _fault;
    private readonly Person _operator;
    private readonly Action<RehearsalProgress> _progress;
    private readonly List<Recorded> _events = [];
    private readonly List<RehearsedHold> _holds = [];
    private readonly DateTimeOffset _begins;
    private RunState _state;
    private PairSnapshot _seen = null!;
    private bool _laid;
    private int _nonce;

    /// <param name="pair">As it is declared; of it only limits, windows and gates count.</param>
    private Rehearsal(Plan plan, Pair pair, IRehearsalStage stage, RehearsedFault? fault, Action<RehearsalProgress> progress)
    {
        (_plan, _pair, _stage, _fault, _progress) = (plan, pair, stage, fault, progress);
        _operator = new Person(plan.RequestedBy, "The operator", Standing.Active, [PortalRole.Operator]);
        _begins = stage.Clock.GetUtcNow();
        _state = Run.Evolve(null, Record(new RunEvent.Requested(plan), plan.RequestedBy));
    }

    /// <summary>Plays it to the run's end, or to where nobody can go on.</summary>
    /// <exception cref="OperationCanceledException">Stopped; nothing is left of it.</exception>
    public static async Task<RehearsalReport> Play(Plan plan, Pair pair, IRehearsalStage stage, RehearsedFault? fault, Action<RehearsalProgress> progress, CancellationToken stop)
    {
        var rehearsal = new Rehearsal(plan, pair, stage, fault, progress);
        var end = await rehearsal.Play(stop);
        return new RehearsalReport(
            plan, PlanDrafts.Compare(plan), fault, rehearsal._begins, [.. rehearsal._events], [.. rehearsal._holds], stage.Silences, stage.Assumed, rehearsal._state, rehearsal._seen, end);
    }

    private async Task<RehearsalEnd> Play(CancellationToken stop)
    {
        Tell();
        await Decide(new RunCommand.Start(_operator), _operator.Id, stop);
        var wait = LookAgain;
        for (var turns = 0; turns < MostTurns && _stage.Clock.GetUtcNow() - _begins < LongestRun; turns++)
        {
            if (_state.Ended) return RehearsalEnd.Completed;
            Lay();
            switch (Run.Next(_state))
            {
                case Intent.Resolve owed:
                    var report = await _stage.Servers.Look(owed.Effect, owed.Key, _ => { }, LookLimit, stop);
                    if (!await Decide(new RunCommand.Report(report), UserId.Portal, stop)) _stage.Rest(LookAgain);
                    break;
                case Intent.Advance when await Advance(stop):
                    wait = LookAgain;
                    break;
                case Intent.Advance:
                    _stage.Rest(wait);
                    // A wait for sync may last half a day: it is looked at ever more seldom.
                    if (_state.Current is { } step && _state.Steps[step.Id].Status == StepStatus.Awaiting && wait < LookSeldom) wait *= 2;
                    break;
                default:
                    if (_state.Hold is null || !await Answer(stop)) return RehearsalEnd.Waits;
                    break;
            }
        }
        return RehearsalEnd.TooLong;
    }

    /// <returns>False when there was nothing to do yet.</returns>
    private async Task<bool> Advance(CancellationToken stop)
    {
        if (_state is { Asked: { } asked, Granted: null }
            && Approvers().FirstOrDefault(p => _state.Grants.All(g => g.By != p.Id)) is { } next
            && await Decide(new RunCommand.Approve(next, asked.Step, asked.Digest, "Rehearsal: here a second admin decides."), next.Id, stop)) return true;
        var before = _events.Count;
        if (!await Decide(new RunCommand.Advance(), UserId.Portal, stop)) return false;
        Tell();
        if (_events.Skip(before).Select(e => e.Event).OfType<RunEvent.StepStarted>().FirstOrDefault() is { Effect: { } effect } started)
        {
            var key = new EffectKey(_plan.Run, started.Step, started.Attempt);
            var report = await _stage.Servers.Perform(effect, key, _ => { }, _plan[started.Step].Limit, stop);
            await Decide(new RunCommand.Report(report), UserId.Portal, stop);
        }
        return true;
    }

    /// <returns>Whether anything followed from it.</returns>
    private async Task<bool> Decide(RunCommand command, UserId by, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        _seen = await _stage.Servers.Observe(stop);
        var facts = new Facts(_stage.Clock.GetUtcNow(), _pair, _seen, PersonOf, (++_nonce).ToString("rehearsal-0", CultureInfo.InvariantCulture));
        if (Run.Decide(_state, command, facts) is not Decision.Accepted { Events: { IsEmpty: false } events }) return false;
        foreach (var e in events) _state = Run.Evolve(_state, Record(e, by));
        return true;
    }

    private Recorded Record(RunEvent e, UserId by)
    {
        var recorded = new Recorded(e, _stage.Clock.GetUtcNow(), by);
        _events.Add(recorded);
        return recorded;
    }

    // The fault comes up when its step is next: not before, so that all before it goes well.
    private void Lay()
    {
        if (_laid || _fault is not { } fault || _state.Current?.Id != fault.Step) return;
        _laid = true;
        _stage.Lay(fault);
    }

    private void Tell()
    {
        if (_state.Current is { } step)
            _progress(new RehearsalProgress(step.Title, _plan.NumberOf(step.Id) - 1, _plan.Procedure.Steps.Length));
    }
}
