using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Runs;
using Portal.Storage.Ledger;

namespace Portal.Tests.Runs;

/// <summary>A whole run in which every single write fails once, before, at or after its commit: no commit, no command.</summary>
public sealed class EveryWriteFailsTests
{
    private const int Full = 13, Busy = 5, ReadOnly = 8, Damaged = 10, FsyncFailed = 1034;

    [Theory]
    [InlineData(WritePoint.Begun, Full, Full)]
    [InlineData(WritePoint.Begun, Busy, Busy)]
    [InlineData(WritePoint.Begun, ReadOnly, ReadOnly)]
    [InlineData(WritePoint.Begun, Damaged, 778)]
    [InlineData(WritePoint.Committing, Full, Full)]
    [InlineData(WritePoint.Committing, Damaged, FsyncFailed)]
    [InlineData(WritePoint.Committed, Damaged, FsyncFailed)]
    internal async Task No_commit_no_command_and_nothing_is_lost_or_done_twice(WritePoint point, int code, int extended)
    {
        var clock = new ShiftedClock();
        await using var pair = new OwnedPair(clock: clock);
        var story = new Story(pair, clock, point, new SqliteException("injected", code, extended));

        var run = await story.Patch();

        Assert.Empty(story.Unrecorded);
        var end = pair.Archive.Find(run)!.State;
        Assert.True(end.Status == RunStatus.Completed, end.Hold?.Why);
        Assert.Empty(story.Lost());
        Assert.IsType<ChainCheck.Whole>(pair.Ledger.Verify());
        var sent = story.Sent.Where(key => key.Run == run).ToArray();
        Assert.Equal(sent.Length, sent.Distinct().Count());
        var recorded = pair.Events(run).Select(e => e.Event).OfType<RunEvent.StepStarted>().Where(e => e.Effect is not null).Select(e => new EffectKey(run, e.Step, e.Attempt)).ToArray();
        // After a failure behind the commit the intent stands there and the command never left: a person's Retry is another attempt.
        var retries = pair.Events(run).Count(e => e.Event is RunEvent.RetryAsked);
        if (point == WritePoint.Committed) Assert.Equal(recorded.Length, sent.Length + retries);
        else Assert.Equal(recorded.Order(Comparer<EffectKey>.Create((a, b) => string.CompareOrdinal($"{a}", $"{b}"))), sent.Order(Comparer<EffectKey>.Create((a, b) => string.CompareOrdinal($"{a}", $"{b}"))));
        Assert.Equal((2, 2, 2), (pair.Servers.Tally.Reboots, pair.Servers.Tally.Switchovers, pair.Servers.Tally.Installs));
        // Each of them failed: not fewer than there are events of the run, of which some stand in one write.
        Assert.InRange(story.Faults, 30, 200);
        TestContext.Current.TestOutputHelper?.WriteLine($"{point} {code}: {story.Faults} writes failed once, {sent.Length} commands, {pair.Ledger.Head.Seq} entries, {retries} retries.");
    }

    [Fact]
    public async Task A_command_without_its_entry_would_be_noticed()
    {
        await using var pair = new OwnedPair();
        var story = new Story(pair, new ShiftedClock(), WritePoint.Begun, new SqliteException("none", Full, Full));
        pair.Links.Sending(new Effect.Reboot(Identity.Primary, "boot"), new EffectKey(new RunId("20261122-NEVER"), new StepId("B7"), 1));

        Assert.Single(story.Unrecorded);
    }

    /// <summary>People who press again, a portal that is restarted where it has to be, and somebody who counts.</summary>
    private sealed class Story
    {
        private readonly OwnedPair _pair;
        private readonly ShiftedClock _clock;
        private readonly WritePoint _point;
        private readonly SqliteException _fault;
        private readonly HashSet<string> _failed = [];
        private readonly ConcurrentDictionary<long, string> _acknowledged = new();
        private volatile bool _restart;
        private bool _restarted;

        public Story(OwnedPair pair, ShiftedClock clock, WritePoint point, SqliteException fault)
        {
            (_pair, _clock, _point, _fault) = (pair, clock, point, fault);
            pair.Links.Sending = Sending;
            pair.Appended.Appended += entries =>
            {
                foreach (var entry in entries) _acknowledged[entry.Seq] = Convert.ToHexStringLower(entry.Hash.AsSpan());
            };
            pair.Ledger.Passing = Pass;
        }

        public ConcurrentQueue<EffectKey> Sent { get; } = new();

        /// <summary>Commands that left while no entry says that they were to.</summary>
        public ConcurrentQueue<EffectKey> Unrecorded { get; } = new();

        public int Faults => _failed.Count;

        /// <summary>What was acknowledged and is not there, or is another.</summary>
        public ImmutableArray<long> Lost()
        {
            var there = _pair.Ledger.All().ToDictionary(e => e.Seq, e => Convert.ToHexStringLower(e.Hash.AsSpan()));
            return [.. _acknowledged.Where(one => there.GetValueOrDefault(one.Key) != one.Value).Select(one => one.Key)];
        }

        public async Task<RunId> Patch()
        {
            _pair.Start();
            var run = await Request();
            using var limit = new CancellationTokenSource(OwnedPair.Limit);
            while (true)
            {
                if (_restart) await Restart();
                if (!Unrecorded.IsEmpty) return run;
                var state = _pair.Archive.Find(run)!.State;
                // What was measured of the second switchover is written behind the end.
                if (state.Status is RunStatus.Completed or RunStatus.Aborted && _pair.Events(run).Count(e => e.Event is RunEvent.InterruptionMeasured) >= (_restarted ? 0 : 2)) return run;
                Press(run, state);
                if (limit.IsCancellationRequested) throw new TimeoutException($"Not within {OwnedPair.Limit}. {state.Status} at {state.Current?.Id}, {(state.InFlight ? "in flight" : "at rest")}: {state.Hold?.Why}");
                await Task.Delay(10, CancellationToken.None);
            }
        }

        private async Task<RunId> Request()
        {
            RunId? run = null;
            while (true)
            {
                try
                {
                    if (_restart) await Restart();
                    if (run is not null && _pair.Archive.Find(run.Value) is not null) return run.Value;
                    var view = await _pair.Until(v => Identities.Both.All(i => v.Snapshot[i].Updates.IsKnown) && v.Snapshot.Service.IsKnown, "both servers scanned");
                    var plan = ((Reply<Plan>.Done)PlanDrafts.Make(PlanWish.For(_pair.Pair.Id, ProcedureKind.B), _pair.Pair, view.Engine, view.Snapshot, Team.Operator, "monthly", null, _clock.GetUtcNow())).Value;
                    run = plan.Run;
                    _pair.Owner.Open(plan);
                }
                catch (LedgerUnavailableException)
                {
                    // Pressed again.
                }
                catch (TimeoutException) when (_restart)
                {
                    // The scan itself met the fault.
                }
            }
        }

        private void Press(RunId run, RunState state)
        {
            try
            {
                if (state.Status == RunStatus.Planned) _pair.Owner.Ask(run, new RunCommand.Start(_pair.Team[Team.Operator]));
                if (state is { Status: RunStatus.Running, Asked: { } asked, Granted: null }) _pair.Owner.Ask(run, new RunCommand.Approve(_pair.Team[Team.Second], asked.Step, asked.Digest, "checked"));
                if (state is { Status: RunStatus.Held, Hold.Kind: HoldKind.Failed }) _pair.Owner.Ask(run, new RunCommand.Retry(_pair.Team[Team.Operator], "It never left."));
                // The clock was set forward, so the last readings were old for a moment.
                if (state is { Status: RunStatus.Held, Hold.Kind: HoldKind.GuardBefore or HoldKind.GuardAfter }) _pair.Owner.Ask(run, new RunCommand.Resume(_pair.Team[Team.Operator]));
                // It has waited long enough for a command that never left.
                if (state.InFlight && _point == WritePoint.Committed && !Sent.Contains(state.KeyOf(state.Current!.Id))) _clock.Forward(TimeSpan.FromSeconds(1));
            }
            catch (LedgerUnavailableException)
            {
                // Pressed again.
            }
        }

        private async Task Restart()
        {
            _restarted = true;
            await _pair.Restart();
            _restart = false;
            _pair.Ledger.Passing = Pass;
        }

        private void Pass(WritePoint point, ImmutableArray<LedgerEntry> entries)
        {
            if (point != _point) return;
            // Before the work the place tells which write it is; behind the commit, what was written: another attempt may pass.
            var which = point == WritePoint.Committed ? string.Join(',', entries.Select(e => $"{e.Kind} {StepOf(e)}")) : $"{_pair.Ledger.Head.Seq}";
            lock (_failed)
                if (!_failed.Add(which)) return;
            _restart |= point != WritePoint.Begun && _fault.SqliteErrorCode == Damaged;
            throw _fault;
        }

        private static string? StepOf(LedgerEntry entry)
        {
            using var data = JsonDocument.Parse(entry.Data);
            return data.RootElement.TryGetProperty("step", out var step) ? step.ToString() : null;
        }

        private void Sending(Effect effect, EffectKey key)
        {
            Sent.Enqueue(key);
            var isRecorded = effect is Effect.Scan && key.Step.Value.StartsWith("scan-", StringComparison.Ordinal)
                ? _pair.Ledger.Query(new LedgerQuery(StreamPrefix: "scan/")).Any(e => e.Data.Contains(key.Run.Value, StringComparison.Ordinal))
                : _pair.Archive.Find(key.Run)?.Events.Any(e => e.Event is RunEvent.StepStarted started && started.Step == key.Step && started.Attempt == key.Attempt) == true;
            if (!isRecorded) Unrecorded.Enqueue(key);
        }
    }
}
