using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Portal.Core.Approvals;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Runs;

/// <summary>P12: what an earlier release wrote replays to the same state. A golden file is never written anew; a new release adds one.</summary>
public sealed class GoldenTests
{
    public sealed record Line(DateTimeOffset At, UserId Actor, RunEvent Event);

    public static IEnumerable<TheoryDataRow<string>> Files =>
        Directory.EnumerateFiles(Folder, "*.json").Order(StringComparer.Ordinal).Select(f => new TheoryDataRow<string>(Path.GetFileName(f)));

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Golden");

    [Theory]
    [MemberData(nameof(Files))]
    public void An_old_history_replays_to_the_same_state(string file)
    {
        var golden = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, file)))!;
        var lines = RunJson.Read<ImmutableArray<Line>>(golden["events"]!.ToJsonString());

        var state = Run.Fold(lines.Select(l => new Recorded(l.Event, l.At, l.Actor)));

        Has(golden["state"], JsonNode.Parse(Told(state!)), "state");
        Assert.Equal(golden["events"]!.AsArray().Select(e => e!["event"]!["event"]!.GetValue<string>()), lines.Select(l => Streams.Entry(l.Event, l.Actor).Kind));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void An_old_history_is_written_as_it_was(string file)
    {
        var events = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, file)))!["events"]!.AsArray();

        Assert.All(events, e => Has(e!["event"], JsonNode.Parse(RunJson.Write(RunJson.Read<RunEvent>(e["event"]!.ToJsonString()))), "event"));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void What_is_read_for_a_sentence_is_the_event_without_what_none_speaks_of(string file)
    {
        var events = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, file)))!["events"]!.AsArray();

        Assert.All(events, e =>
        {
            var written = RunJson.Write(RunJson.Read<RunEvent>(e!["event"]!.ToJsonString()));
            var expected = JsonNode.Parse(written)!;
            Empty(expected);
            // As its kind says, and, where the ledger says another, as the text does.
            foreach (var kind in (string[])[expected["event"]!.GetValue<string>(), "run.completed", "no.such-kind"])
                Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(RunJson.Write(RunJson.ReadBriefly(kind, Encoding.UTF8.GetBytes(written))))), written);
        });
    }

    // Wherever a guard or a verdict on one may stand, a plan's steps and what was offered.
    private static void Empty(JsonNode? node)
    {
        if (node is JsonArray many) foreach (var one in many) Empty(one);
        if (node is not JsonObject o) return;
        foreach (var (name, value) in o)
        {
            if (value is JsonArray steps && name is "steps") for (var i = 0; i < steps.Count; i++) steps[i] = null;
            else if (name is "offered") foreach (var (_, updates) in value!.AsObject()) ((JsonArray)updates!).Clear();
            else if (value is JsonArray list && name is "guards" or "before" or "until" or "preflight") ((JsonArray)value!).Clear();
            else Empty(value);
        }
    }

    // A later release may add fields; it may not lose or change one.
    private static void Has(JsonNode? old, JsonNode? now, string path)
    {
        if (old is JsonObject o)
            foreach (var (name, value) in o) Has(value, now?[name], $"{path}.{name}");
        else if (old is JsonArray a)
        {
            Assert.True(now is JsonArray b && b.Count == a.Count, $"{path} has another length.");
            for (var i = 0; i < a.Count; i++) Has(a[i], now[i], $"{path}[{i}]");
        }
        else Assert.True(JsonNode.DeepEquals(old, now), $"{path} was {old?.ToJsonString()} and is {now?.ToJsonString()}.");
    }

    [Fact]
    public void The_golden_histories_have_every_kind_of_event()
    {
        var kinds = Files.SelectMany(f => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, f.Data)))!["events"]!.AsArray()).Select(e => e!["event"]!["event"]!.GetValue<string>());
        var all = typeof(RunEvent).GetCustomAttributes(typeof(System.Text.Json.Serialization.JsonDerivedTypeAttribute), false)
            .Cast<System.Text.Json.Serialization.JsonDerivedTypeAttribute>().Select(a => (string)a.TypeDiscriminator!);

        Assert.Equal(all.Order(StringComparer.Ordinal), kinds.Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>Run by name only, for a release whose events are new: writes beside the tests' program.</summary>
    [Fact(Explicit = true)]
    public void Write_golden_histories()
    {
        Write("b-continuous.json", Eventful());
        Write("a-patroni.json", Scenario.Of(ProcedureKind.A, Samples.Patroni).Started().ToTheEnd());
        Write("back-to-normal.json", Scenario.Of(ProcedureKind.BackToNormal, Samples.Continuous).Started());
        var patched = new PairWorld(new(Role.Passive, RebootPending: true), new(Role.Active));
        Write("back-to-normal-restarts.json", Scenario.Of(Samples.Plan(ProcedureKind.BackToNormal, Samples.Continuous, active: Identity.Secondary), patched).Started().ToTheEnd());
        Write("b-continuous-skips.json", Skipping());
        Write("b-patroni-policy.json", Governed());
        var aborted = Scenario.Of(ProcedureKind.Switchover, Samples.Patroni).Started();
        Write("switchover-aborted.json", aborted.Must(new RunCommand.Abort(Samples.Operator, "Users complain.")));
    }

    private static void Write(string name, Scenario run)
    {
        var events = string.Join(",\n", run.Events.Select(e => RunJson.Write(new Line(e.At, e.Actor, e.Event))));
        File.WriteAllText(Path.Combine(Folder, name), $$"""{"events":[{{"\n"}}{{events}}],{{"\n"}}"state":{{Told(run.State)}}}{{"\n"}}""");
    }

    /// <summary>A run with a pause, a rejection, a failure and a retry, an unclear reboot, attestations, and further updates taken and left.</summary>
    private static Scenario Eventful()
    {
        var world = PairWorld.Normal with { Primary = PairWorld.Normal.Primary with { Later = 1, Version = 0 }, Secondary = PairWorld.Normal.Secondary with { Later = 1 } };
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous, world);
        run.Fate = e => e is Effect.Install ? EffectReport.Failed("dpkg was interrupted.", "Run dpkg --configure -a.") : null;
        run.Started().Fate = _ => null;
        run.Must(new RunCommand.Retry(Samples.Operator, "Mended.")).Go();
        run.Must(new RunCommand.Reject(Samples.Approver, new("B2"), run.State.Asked!.Digest, "After the batch run.")).Must(new RunCommand.Resume(Samples.Operator)).Go();
        run.Must(new RunCommand.Pause(Samples.Operator)).Go().Must(new RunCommand.Resume(Samples.Starter)).Go();
        run.Seen = s => s with { Service = Reading.Unknown<ServiceState>("The probe has no route.", run.Now, "test") };
        run.Approve().Must(new RunCommand.AttestFact(Samples.Operator, "service-answers", "I am connected.")).Must(new RunCommand.Resume(Samples.Operator)).Go();
        run.Seen = s => s;
        run.Approve().UpTo("B3").Fate = e => e is Effect.Reboot ? new EffectReport(EffectState.NoResult, "The job left no result.") : null;
        run.Approve().World = run.World.Do(run.State.Steps[new("B3")].Effect!).After;
        run.Fate = _ => null;
        run.Must(new RunCommand.AttestOutcome(Samples.Operator, Outcome.Done, "It is up again.")).Must(new RunCommand.AttestOutcome(Samples.Approver, Outcome.Done, "Seen.")).Go();
        run.Must(new RunCommand.TakeFurtherUpdates(Samples.Operator, "Security.")).Go().ToTheEnd();
        run.Must(new RunCommand.LeaveFurtherUpdates(Samples.Operator, "Next month.")).Go().ToTheEnd();
        return run.Must(new RunCommand.Measured(new("B14"), 1, new Interruption(TimeSpan.FromSeconds(1.39), 200, 25, TimeSpan.FromMilliseconds(50))));
    }

    /// <summary>A run under a policy of two approvers, in which the glass was broken once and that was reviewed after its end.</summary>
    private static Scenario Governed()
    {
        var terms = ApprovalTerms.Usual with { Approvers = 2, Roles = [PortalRole.Approver], DecideWithin = TimeSpan.FromMinutes(20) };
        var plan = Samples.Plan(ProcedureKind.B, Samples.Patroni);
        var run = Scenario.Of(plan with { Approvals = [.. plan.Procedure.Steps.Where(s => s.Gate == Gate.SecondAdmin).Select(s => new StepTerms(s.Id, terms))] });
        var alone = Samples.Operator with { Roles = [PortalRole.Operator, PortalRole.BreakGlass] };
        run.Change(alone);
        run.Started();
        var digest = run.State.Asked!.Digest;
        run.Must(new RunCommand.BreakGlass(alone, run.State.Asked.Step, digest, "The site is down, nobody answers the phone.")).Go();
        while (run.State.Asked is not null) run.Must(Yes(run, Samples.Approver)).Must(Yes(run, Samples.Other)).Go();
        return run.Must(new RunCommand.ReviewGlass(Samples.Approver, digest, true, "It was needed."));
    }

    private static RunCommand.Approve Yes(Scenario run, Person by) => new(by, run.State.Asked!.Step, run.State.Asked.Digest, "Looked at both.");

    /// <summary>A run in which a first scan, a verify and a rescan were left out.</summary>
    private static Scenario Skipping()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous);
        run.Fate = e => e is Effect.Verify or Effect.Scan ? EffectReport.Failed("The mirror does not answer.", "See that the mirror answers.") : null;
        run.Started().Must(new RunCommand.Skip(Samples.Operator, new("B1"), "The mirror is being moved.")).Go();
        run.Must(new RunCommand.AttestFact(Samples.Starter, "packages-as-planned-secondary", "I read the list on the server.")).Must(new RunCommand.Resume(Samples.Starter)).Go().ToTheEnd();
        run.Must(new RunCommand.Skip(Samples.Operator, new("B4"), "Verified by hand.")).Go();
        run.Must(new RunCommand.Skip(Samples.Starter, new("B4s"), "The mirror is being moved!")).Go();
        run.Fate = _ => null;
        return run.ToTheEnd();
    }

    private static string Told(RunState s) => RunJson.Write(new
    {
        s.Plan, s.Status, Steps = s.Plan.Procedure.Steps.Select(p => new { p.Id, Is = s.Steps[p.Id] }),
        s.Due, ScannedPrimary = s.Scanned.Primary, ScannedSecondary = s.Scanned.Secondary, s.Attestations, Editors = s.Editors.Select(e => e.Value).Order(StringComparer.Ordinal),
        s.WaitingSince, s.ActedAt, s.Events, s.Hold, s.Asked, s.Granted, s.OutcomeWords, s.SetGoingBy, s.PauseAsked, s.AbortAsked, s.StartedAt, s.EndedAt, s.Outcome,
    });
}
