using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using static MudBlazor.Icons.Material;

namespace Portal.Components.Looks;

/// <summary>Here what runs, checks and enrolments say.</summary>
public static partial class LookOf
{
    public static Look Run(RunStatus status) => status switch
    {
        RunStatus.Planned => new Look(Outlined.Circle, "not started", Tone.Mute),
        RunStatus.Running => new Look(Filled.PlayArrow, "running", Tone.Busy),
        RunStatus.Held => new Look(Filled.PanTool, "waiting for people", Tone.Wait),
        RunStatus.Paused => new Look(Filled.Pause, "paused", Tone.Wait),
        RunStatus.Completed => new Look(Filled.Check, "completed", Tone.Ok),
        _ => new Look(Filled.Close, "aborted", Tone.Stop),
    };

    /// <summary>Also tells a run that completed, and of which people left something out.</summary>
    public static Look Run(RunState run) => run.Status == RunStatus.Completed && run.Exceptions.Any()
        ? new Look(Filled.Rule, "completed, not all checked", Tone.Wait, string.Join(' ', run.Exceptions))
        : Run(run.Status);

    public static Look Step(StepStatus status) => status switch
    {
        StepStatus.Pending => new Look(Outlined.Circle, "to do", Tone.Mute),
        StepStatus.Started => new Look(Filled.PlayArrow, "running", Tone.Busy),
        StepStatus.Awaiting => new Look(Filled.HourglassEmpty, "awaiting its result", Tone.Busy),
        StepStatus.Done => new Look(Filled.Check, "done", Tone.Ok),
        StepStatus.Skipped => new Look(Filled.SkipNext, "skipped", Tone.Mute),
        StepStatus.Failed => new Look(Filled.Close, "failed", Tone.Stop),
        _ => new Look(Filled.QuestionMark, "unclear", Tone.Unknown),
    };

    public static Look Verdict(Verdict verdict) => verdict switch
    {
        Core.Procedures.Verdict.Pass pass => new Look(Filled.Check, "pass", Tone.Ok, pass.Why),
        Core.Procedures.Verdict.Fail fail => new Look(Filled.Close, "fail", Tone.Stop, fail.Why),
        _ => Unknown(verdict.Why),
    };

    /// <summary>A verdict, or that people vouched for what nobody could read.</summary>
    public static Look Check(Checked check) =>
        check is { Verdict: Core.Procedures.Verdict.Unknown, Attested: true }
            ? new Look(Filled.HowToReg, "attested", Tone.Wait, check.Verdict.Why)
            : Verdict(check.Verdict);

    public static Look Enrolment(EnrolmentState state) => state switch
    {
        EnrolmentState.NotEnrolled => new Look(Outlined.VpnKey, "not enrolled", Tone.Wait),
        EnrolmentState.Enrolled => new Look(Filled.Check, "enrolled", Tone.Ok),
        EnrolmentState.Unreachable => new Look(Filled.LinkOff, "unreachable", Tone.Stop),
        EnrolmentState.HostKeyChanged => new Look(Filled.GppBad, "host key changed", Tone.Stop),
        _ => new Look(Filled.Update, "another version", Tone.Wait),
    };
}
