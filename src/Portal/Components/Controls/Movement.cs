using Portal.Components.Looks;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using static MudBlazor.Icons.Material;

namespace Portal.Components.Controls;

/// <summary>What is under way on a pair right now, in a word or three: by the open run, or seen on the servers.</summary>
/// <param name="Since">When it began, UTC; null: not known.</param>
public sealed record Movement(Look Look, DateTimeOffset? Since = null)
{
    /// <summary>On one server; null when nothing is.</summary>
    public static Movement? On(Identity on, PairSnapshot pair, RunState? run)
    {
        var server = pair[on];
        if (Current(run) is ({ } step, { } state) && Words(on, step, state) is { } words) return Told(words, state);
        if (server.PackageActivity is { IsKnown: true, Value.Holder: { } holder }) return new(new Look(Filled.Inventory2, "packages in use", Tone.Wait, $"{holder} is at work."));
        return server.Engine switch
        {
            { IsKnown: true, Value: EngineState.Suspended } => new(LookOf.Engine(server.Engine) with { Word = "engine suspended" }),
            { IsKnown: true, Value: EngineState.Stopped } => new(LookOf.Engine(server.Engine) with { Word = "engine stopped" }),
            _ => null,
        };
    }

    /// <summary>Between the two servers; null when nothing is.</summary>
    public static Movement? Between(PairSnapshot pair, RunState? run)
    {
        if (Current(run) is ({ } step, { } state) && Words(step, state) is { } words) return Told(words, state);
        return pair.Sync.Any(s => s.Status.Is(SyncStatus.Checking)) ? new(new Look(Filled.Sync, "resync", Tone.Busy, "The servers compare what they hold.")) : null;
    }

    private static (Step, StepState)? Current(RunState? run) =>
        run is { Ended: false, Current: { } step } && run.Steps[step.Id] is { Status: StepStatus.Started or StepStatus.Awaiting or StepStatus.Unclear } state ? (step, state) : null;

    private static Movement Told(string words, StepState state) => state.Status == StepStatus.Unclear
        ? new(LookOf.Unknown(state.Sentence) with { Word = $"{words}: outcome not known" }, state.StartedAt)
        : new(new Look(Filled.Autorenew, words, Tone.Busy), state.StartedAt);

    private static string? Words(Identity on, Step step, StepState state)
    {
        var over = state.Status == StepStatus.Awaiting;
        return step.Do switch
        {
            StepAction.Reboot r when r.On == on => over ? "rebooted, coming back" : "rebooting",
            StepAction.Install i when i.On == on => over ? "installed, being checked" : Installing(state),
            StepAction.Verify v when v.On == on => "verifying packages",
            StepAction.Scan s when s.On == on => "scanning for updates",
            StepAction.Switchover s => s.To == on ? "becoming active" : "becoming passive",
            _ => null,
        };
    }

    private static string Installing(StepState state) => state.Effect is Effect.Install { Packages.Length: var count } ? $"installing {count} {(count == 1 ? "package" : "packages")}" : "installing";

    private static string? Words(Step step, StepState state) => step.Do switch
    {
        StepAction.Switchover s => state.Status == StepStatus.Awaiting ? $"switched to {s.To}, being checked" : $"switching over to {s.To}",
        StepAction.SuspendEngine => "suspending the engine",
        StepAction.ResumeEngine => "starting the engine",
        StepAction.WaitForSync => "waiting for sync",
        _ => null,
    };
}
