using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Portal.Core.Approvals;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Runs;
using Portal.Storage;
using Portal.Storage.Ledger;
using Portal.Tests.Pages;
using Portal.Tests.Storage;

namespace Portal.Tests.Runs;

/// <summary>P3: many approve, execute, take back and tighten the policy at the same moment, through two portals at one database. APPROVAL_ROUNDS sets how often.</summary>
public sealed class ApprovalStormTests(ITestOutputHelper output) : IDisposable
{
    private const int AtOnce = 50;
    private static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("APPROVAL_ROUNDS"), CultureInfo.InvariantCulture, out var rounds) ? rounds : 60;
    private static readonly Person Third = new(new UserId("u-third"), "Third Approver", Standing.Active, [PortalRole.Approver]);
    private static readonly Person Fourth = new(new UserId("u-fourth"), "Fourth Approver", Standing.Active, [PortalRole.Approver]);

    private readonly TestLedger _test = new();
    private readonly People _people = new();
    private readonly FixedPolicy _policies = new();
    private readonly Random _dice = new(20261122);

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task Of_many_at_once_exactly_the_approvals_that_were_asked_for_are_used_and_none_twice()
    {
        var first = _test.Ledger;
        using var database = PortalDatabase.Open(new DatabaseSettings(_test.Path));
        await using var watch = new LedgerWatch(NullLogger<LedgerWatch>.Instance);
        SqliteLedger[] ledgers = [first, SqliteLedger.Open(database, watch, _test.Clock)];
        var (begun, rejected, voided, missing) = (0, 0, 0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var events = await Round(round, ledgers);
            Check(events);
            if (events.Any(IsBegun)) begun++;
            else if (events.Any(e => e.Event is RunEvent.Rejected)) rejected++;
            else if (events.Any(e => e.Event is RunEvent.ApprovalVoided)) voided++;
            else missing++;
        }
        output.WriteLine($"{Rounds} rounds of {AtOnce} at once: {begun} began, {rejected} were rejected, {voided} were void, {missing} still missed an approval; no approval was used twice");
        // A storm in which nothing ever happens proves nothing.
        Assert.True(begun > 0 && rejected > 0, $"{begun} began, {rejected} were rejected");
        Assert.IsType<ChainCheck.Whole>(_test.Ledger.Verify());
    }

    private async Task<ImmutableArray<Recorded>> Round(int round, SqliteLedger[] ledgers)
    {
        var story = Story.Planned(ProcedureKind.Switchover, $"storm-{round}", _test.Clock);
        var approvers = 1 + (round % 2);
        _policies.Now = Asking(approvers);
        var plan = story.State.Plan with { Approvals = [.. story.State.Plan.Procedure.Steps.Where(s => s.Gate == Gate.SecondAdmin).Select(s => new StepTerms(s.Id, _policies.Now.For(story.Pair, s.Do)))] };
        OpenRun[] portals = [.. ledgers.Select(ledger => new OpenRun(story.Pair, Ports(ledger), () => story.Snapshot))];
        Assert.IsType<Reply<RunId>.Done>(portals[0].Open(plan));
        Assert.IsType<Reply.Done>(portals[0].Apply(plan.Run, new RunCommand.Start(Story.Olga), Story.Olga.Id).Reply);
        for (var i = 0; i < 20 && portals[0].State!.Asked is null; i++)
        {
            story.Tick();
            portals[0].Apply(plan.Run, new RunCommand.Advance(), UserId.Portal);
        }
        var asked = portals[0].State!.Asked!;
        portals[1].Load();

        using var line = new Barrier(AtOnce);
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(i => (Portal: portals[i % 2], Wish: Wish(asked, round))).Select(one => Task.Factory.StartNew(
            () =>
            {
                line.SignalAndWait(TimeSpan.FromSeconds(30));
                if (one.Wish is { } command) one.Portal.Apply(plan.Run, command, (command as RunCommand.ByPerson)?.By.Id ?? UserId.Portal);
                // An edit of what counts, in the middle of it.
                else _policies.Now = Asking(approvers + 1);
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        return [.. ledgers[0].Read(Streams.Of(plan.Run)).Select(Streams.Read)];
    }

    private RunCommand? Wish(ApprovalRequest asked, int round) => _dice.Next(100) switch
    {
        < 20 => new RunCommand.Approve(Story.Adam, asked.Step, asked.Digest, "Looked at both servers."),
        < 40 => new RunCommand.Approve(Third, asked.Step, asked.Digest, "Looked at both servers."),
        < 50 => new RunCommand.Approve(Fourth, asked.Step, asked.Digest, "Looked at both servers."),
        < 62 when round % 3 == 0 => new RunCommand.Reject(Third, asked.Step, asked.Digest, "Not now."),
        < 66 when round % 4 == 1 => null,
        _ => new RunCommand.Advance(),
    };

    private static void Check(ImmutableArray<Recorded> events)
    {
        var started = events.Where(IsBegun).Select(e => (RunEvent.StepStarted)e.Event).ToArray();
        Assert.True(started.Length <= 1, $"{started.Length} starts of one step");
        foreach (var asked in events.Select(e => e.Event).OfType<RunEvent.ApprovalAsked>().Select(a => a.Request))
        {
            var given = events.Where(e => e.Event is RunEvent.Approved a && a.Digest == asked.Digest).ToArray();
            Assert.True(given.Length <= asked.Approvers, $"{given.Length} approvals of {asked.Approvers}");
            Assert.Equal(given.Length, given.Select(g => g.Actor).Distinct().Count());
        }
        if (started is not [{ ApprovalDigest: { } used }]) return;
        var request = events.Select(e => e.Event).OfType<RunEvent.ApprovalAsked>().Single(a => a.Request.Digest == used).Request;
        var before = events.TakeWhile(e => !IsBegun(e)).ToArray();
        Assert.Equal(request.Approvers, before.Count(e => e.Event is RunEvent.Approved a && a.Digest == used));
        Assert.DoesNotContain(before, e => (e.Event is RunEvent.Rejected r && r.Digest == used) || (e.Event is RunEvent.ApprovalVoided v && v.Digest == used));
        Assert.DoesNotContain(events.Skip(before.Length), e => e.Event is RunEvent.Approved or RunEvent.Rejected or RunEvent.ApprovalVoided);
    }

    private static bool IsBegun(Recorded e) => e.Event is RunEvent.StepStarted { Effect: Effect.Switchover };

    private static ApprovalPolicy Asking(int approvers) => new(approvers, [new(null, null, [], ApprovalTerms.Usual with { Approvers = approvers })]);

    // Nothing but the ledger, the people, the policy and the clock is reached by deciding.
    private OwnerPorts Ports(SqliteLedger ledger) => new(ledger, null!, null!, null!, _people, _policies, null!, null!, null!, null!, _test.Clock, NullLogger<PairOwner>.Instance);

    private sealed class People : IPeople
    {
        public Person? Find(UserId id) => All().FirstOrDefault(p => p.Id == id);

        public ImmutableArray<Person> All() => [Story.Olga, Story.Adam, Third, Fourth];
    }
}
