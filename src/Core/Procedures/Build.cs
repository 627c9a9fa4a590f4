using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Runs;

namespace Portal.Core.Procedures;

/// <summary>The kinds of steps with the guards that each always has; procedures are written with these.</summary>
/// <param name="Limits">Limits of the pair.</param>
/// <param name="Install">Whether an install is gated.</param>
/// <param name="Engine">How the engine wants to be while its passive server restarts.</param>
internal sealed record Build(PairLimits Limits, InstallGate Install, SuspendForReboot Engine)
{
    private const Identity P = Identity.Primary;
    private const Identity S = Identity.Secondary;
    private static readonly TimeSpan Short = TimeSpan.FromMinutes(10);

    /// <summary>Rounds of a rescan loop, after which the operator leaves the rest for another run.</summary>
    public const int MaxRounds = 3;

    /// <param name="active">Must be active.</param>
    /// <param name="restartsLater">Its pending reboot is what the procedure leads to; null: none may be pending.</param>
    public Step Preflight(string id, Identity active, Identity? restartsLater = null) => new(new(id), "Preflight", new StepAction.Preflight(), null,
        [
            new Guard.Reachable(P), new Guard.Reachable(S), new Guard.ActiveIs(active), new Guard.EngineRunning(), new Guard.InSync(), new Guard.ChannelConnected(),
            new Guard.ServiceAnswers(), new Guard.AutomaticUpdatesOff(P), new Guard.AutomaticUpdatesOff(S),
            new Guard.NoPackageOperation(P), new Guard.NoPackageOperation(S), .. Identities.Both.Where(i => i != restartsLater).Select(i => new Guard.NoRebootPending(i)),
            new Guard.DiskFree(P), new Guard.DiskFree(S), new Guard.ClockAgrees(P), new Guard.ClockAgrees(S), new Guard.InsideWindow(),
        ], [], Short);

    /// <summary>The way back to normal begins with less: it exists for pairs that are not in order.</summary>
    public Step Look(string id, Identity active) => new(new(id), "Look at both servers", new StepAction.Preflight(), null,
        [new Guard.Reachable(P), new Guard.Reachable(S), new Guard.ActiveIs(active), new Guard.NoPackageOperation(P), new Guard.NoPackageOperation(S)], [], Short);

    public Step Scan(string id, Identity on, Identity active) => new(new(id), $"Scan {on} for updates", new StepAction.Scan(on), on,
        [new Guard.Reachable(on), new Guard.ActiveIs(active), new Guard.InSync(), new Guard.NoPackageOperation(on), new Guard.InsideWindow()], [], Short);

    public Step Rescan(string id, Identity on, Identity active, params string[] repeat) => new(new(id), $"Scan {on} again", new StepAction.Scan(on), on,
        [new Guard.Reachable(on), new Guard.ActiveIs(active), new Guard.NoPackageOperation(on)], [], Short,
        Loop: new Loop([.. repeat.Select(r => new StepId(r))], MaxRounds));

    public Step InstallOn(string id, Identity on, Identity active) => new(new(id), $"Install the planned updates on {on}, no reboot", new StepAction.Install(on), on,
        [new Guard.Reachable(on), new Guard.ActiveIs(active), new Guard.AutomaticUpdatesOff(on), new Guard.NoPackageOperation(on), new Guard.DiskFree(on), new Guard.PackagesAsPlanned(on), new Guard.InsideWindow()],
        [], Limits.Install, Install == InstallGate.SecondAdmin ? Gate.SecondAdmin : Gate.None);

    public Step Suspend(string id, Identity active, Identity @for) => new(new(id), "Suspend engine, applications left running", new StepAction.SuspendEngine(), @for,
        [new Guard.Reachable(P), new Guard.Reachable(S), new Guard.ActiveIs(active), new Guard.ServiceAnswers(), new Guard.InsideWindow()],
        [new Guard.EngineSuspended(), new Guard.ServiceAnswers()], Short, Gate.SecondAdmin, StepCondition.EngineNotSuspended);

    public Step Reboot(string id, Identity on) => new(new(id), $"Reboot {on}", new StepAction.Reboot(on), on,
        [
            new Guard.ActiveIs(on.Partner()), new Guard.Reachable(on.Partner()), new Guard.Reachable(on), Engine == SuspendForReboot.Forbidden ? new Guard.EngineRunning() : new Guard.EngineSuspended(), new Guard.ServiceAnswers(),
            new Guard.NoPackageOperation(on), new Guard.NoPackageOperation(on.Partner()), new Guard.InsideWindow(),
        ],
        [new Guard.Reachable(on), new Guard.Rebooted(on), new Guard.ServiceAnswers()], Limits.Reboot, Gate.SecondAdmin, StepCondition.RebootRequired);

    public Step Verify(string id, Identity on) => new(new(id), $"Verify the updates on {on}", new StepAction.Verify(on), on,
        [new Guard.Reachable(on)], [new Guard.NoRebootPending(on)], Short);

    public Step Resume(string id, Identity active, Identity? @for) => new(new(id), "Resume engine where it is not running", new StepAction.ResumeEngine(), @for,
        [new Guard.Reachable(P), new Guard.Reachable(S), new Guard.ActiveIs(active)],
        [new Guard.EngineRunning(), new Guard.ChannelConnected()], Short);

    public Step WaitForSync(string id, Identity active, Identity? @for) => new(new(id), "Wait for sync", new StepAction.WaitForSync(), @for, [],
        [new Guard.ActiveIs(active), new Guard.EngineRunning(), new Guard.InSync(), new Guard.ChannelConnected()], Limits.Sync);

    public Step SwitchTo(string id, Identity to, Identity? @for) => new(new(id), $"Switch over to {to}", new StepAction.Switchover(to), @for,
        [
            new Guard.Reachable(P), new Guard.Reachable(S), new Guard.ActiveIs(to.Partner()), new Guard.EngineRunning(), new Guard.InSync(), new Guard.ChannelConnected(), new Guard.ServiceAnswers(),
            new Guard.NoPackageOperation(P), new Guard.NoPackageOperation(S), new Guard.NoRebootPending(to), new Guard.InsideWindow(),
        ],
        [new Guard.ActiveIs(to), new Guard.ServiceAnswers()], Limits.Switchover, Gate.SecondAdmin);
}
