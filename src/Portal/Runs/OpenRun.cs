using System.Collections.Immutable;
using System.Security.Cryptography;
using Portal.Core.Approvals;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Runs;

namespace Portal.Runs;

/// <summary>The run that holds a pair: the only place where commands are decided and appended.</summary>
/// <remarks>Deciding and appending happen under one lock of this process; the ledger's version fences other processes out.</remarks>
internal sealed class OpenRun(Pair pair, OwnerPorts ports, Func<PairSnapshot> snapshot)
{
    private readonly Lock _gate = new();
    private readonly KnownApproval _known = new(ports.Clock);
    private RunState? _state;
    private WatchPause? _pause;

    /// <summary>Null when no run holds the pair.</summary>
    public RunState? State
    {
        get { lock (_gate) return _state; }
    }

    /// <summary>Null when the pair is watched.</summary>
    public WatchPause? Pause
    {
        get { lock (_gate) return _pause; }
    }

    /// <summary>For what is shown; a decision reads the policy anew.</summary>
    public Facts FactsNow() => Facts(ports.Policies.Now);

    /// <summary>Reads back from the ledger which run holds the pair, and where it stands.</summary>
    public void Load()
    {
        lock (_gate)
        {
            var stream = ports.Ledger.Read(Streams.Of(pair.Id));
            _pause = WatchPause.Of(stream);
            _state = PairLock.Holder(stream) is { } run
                ? Run.Fold(ports.Ledger.Read(Streams.Of(run)).Select(Streams.Read))
                : null;
            _known.See(_state);
        }
    }

    /// <summary>Takes the pair for a plan.</summary>
    public Reply<RunId> Open(Plan plan)
    {
        lock (_gate)
        {
            var stream = ports.Ledger.Read(Streams.Of(pair.Id));
            if (PairLock.Holder(stream) is { } holder)
                return new Reply<RunId>.Refused($"Run {holder} holds this pair.", "Let it end or abort it, then plan again.");
            if (WatchPause.Of(stream) is { } pause)
                return new Reply<RunId>.Refused($"Watching this pair is paused: {pause.Reason}", "Resume watching on the pair's page, then plan again.");
            var appended = ports.Ledger.Append(
            [
                new StreamAppend(Streams.Of(pair.Id), stream.Length, [PairLock.Entry(PairLock.Opened, plan.Run, plan.RequestedBy)]),
                new StreamAppend(Streams.Of(plan.Run), 0, [Streams.Entry(new RunEvent.Requested(plan), plan.RequestedBy)]),
            ]);
            Load();
            return appended is Appended.Done
                ? new Reply<RunId>.Done(plan.Run)
                : new Reply<RunId>.Refused("Somebody else planned a run of this pair at the same moment.", "Look at that run.");
        }
    }

    /// <summary>Keeps the portal from looking at the pair; refused while a run holds it, since a run needs to see.</summary>
    public Reply PauseWatching(UserId by, string reason)
    {
        lock (_gate)
        {
            var stream = ports.Ledger.Read(Streams.Of(pair.Id));
            if (PairLock.Holder(stream) is { } run) return new Reply.Refused($"Run {run} holds this pair, and needs to see it.", "Let it end or abort it, then pause watching.");
            return WatchPause.Of(stream) is null ? Note(stream, WatchPause.Paused, by, reason) : new Reply.Refused("Watching this pair is paused already.", "Nothing is to be done.");
        }
    }

    public Reply ResumeWatching(UserId by, string reason)
    {
        lock (_gate)
        {
            var stream = ports.Ledger.Read(Streams.Of(pair.Id));
            return WatchPause.Of(stream) is null ? new Reply.Refused("This pair is watched already.", "Nothing is to be done.") : Note(stream, WatchPause.Resumed, by, reason);
        }
    }

    /// <summary>Decides a command and appends what follows; nothing has happened when the append was lost.</summary>
    /// <param name="seen">Number of events of the run that the caller has seen; where somebody was faster nothing is decided. Null: decide on whatever stands.</param>
    /// <returns>The events appended, or the refusal.</returns>
    /// <exception cref="LedgerUnavailableException">Nothing was committed, so nothing may be done.</exception>
    public (ImmutableArray<RunEvent> Events, Reply Reply) Apply(RunId run, RunCommand command, UserId actor, long? seen = null)
    {
        lock (_gate)
        {
            for (var tries = 0; tries < 3; tries++)
            {
                // A review comes when the run is over, and perhaps another one holds the pair by then.
                if (_state?.Id != run) return ([], command is RunCommand.ReviewGlass review ? PastRun.Review(ports, run, review) : new Reply.Refused("This run does not hold the pair any more.", "Open the run to see how it ended."));
                if (seen is { } events && _state.Events != events) return ([], new Reply.Done());
                switch (Run.Decide(_state, command, Facts(ports.Policies.Read().Now)))
                {
                    case Decision.Refused no: return ([], new Reply.Refused(no.Why, no.Remedy));
                    case Decision.Accepted { Events.IsEmpty: true }: return ([], new Reply.Done());
                    case Decision.Accepted yes when Append(_state, yes.Events, actor): return (yes.Events, new Reply.Done());
                }
                // Another process was first: what it did is read back, and the command decided anew.
                Load();
            }
            return ([], new Reply.Refused("Others changed this run at the same moment.", "Look at it and try again."));
        }
    }

    /// <summary>Appends what was measured after the run may have ended.</summary>
    public void Note(RunId run, RunEvent e)
    {
        lock (_gate)
        {
            if (_state?.Id == run) Append(_state, [e], UserId.Portal);
            else ports.Ledger.Note(Streams.Of(run), Streams.Entry(e, UserId.Portal));
        }
    }

    private Facts Facts(ApprovalPolicy policy) => new(ports.Clock.GetUtcNow(), pair, snapshot(), ports.People.Find, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)))
    {
        Policy = policy,
        AskedFor = _known.Asked,
        GrantedFor = _known.Granted,
        Unanchored = ports.Anchors?.Unanchored,
    };

    private Reply Note(ImmutableArray<LedgerEntry> stream, string kind, UserId by, string reason)
    {
        var appended = ports.Ledger.Append([new StreamAppend(Streams.Of(pair.Id), stream.Length, [WatchPause.Entry(kind, by, reason)])]);
        Load();
        return appended is Appended.Done ? new Reply.Done() : new Reply.Refused("Others changed this pair at the same moment.", "Look at it and try again.");
    }

    private bool Append(RunState state, ImmutableArray<RunEvent> events, UserId actor)
    {
        var appends = ImmutableArray.Create(new StreamAppend(Streams.Of(state.Id), state.Events, [.. events.Select(e => Streams.Entry(e, actor))]));
        var ends = events.Any(e => e is RunEvent.Aborted or RunEvent.Completed);
        if (ends)
        {
            var stream = Streams.Of(pair.Id);
            appends = appends.Add(new StreamAppend(stream, ports.Ledger.Read(stream).Length, [PairLock.Entry(PairLock.Closed, state.Id, actor)]));
        }
        if (ports.Ledger.Append(appends) is not Appended.Done done) return false;
        var next = done.Entries.Where(e => e.Stream == Streams.Of(state.Id)).Select(Streams.Read).Aggregate(state, (s, e) => Run.Evolve(s, e));
        _state = ends ? null : next;
        _known.See(_state);
        return true;
    }
}
