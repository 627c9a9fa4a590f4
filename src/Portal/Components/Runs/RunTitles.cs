using Portal.Components.Looks;
using Portal.Core.Procedures;
using Portal.Core.Runs;

namespace Portal.Components.Runs;

/// <summary>What a run is called, and in which colour it speaks.</summary>
public static class RunTitles
{
    /// <summary>'rolling patch', 'planned switchover', 'back to normal'.</summary>
    public static string Of(Procedure procedure) => procedure.Name switch
    {
        nameof(ProcedureKind.A) or nameof(ProcedureKind.B) => "rolling patch",
        nameof(ProcedureKind.Switchover) => "planned switchover",
        _ => "back to normal",
    };

    /// <summary>'Procedure B, passive first, with management addresses'; of the others, their title.</summary>
    public static string Long(Procedure procedure) => procedure.Name is nameof(ProcedureKind.A) or nameof(ProcedureKind.B)
        ? $"Procedure {procedure.Name}, {procedure.Title}"
        : char.ToUpperInvariant(procedure.Title[0]) + procedure.Title[1..];

    /// <summary>'Procedure B, passive first'; of the others, their title.</summary>
    public static string Short(Procedure procedure) => Long(procedure).Split(", with")[0];

    /// <summary>'21 steps, 2 interruptions for users expected'.</summary>
    public static string Size(Plan plan) => $"{plan.Procedure.Steps.Length} steps, {Count(plan.Interruptions)} for users expected";

    /// <summary>The tone of what a run says now.</summary>
    public static Tone Tone(RunState s) => s switch
    {
        { Status: RunStatus.Held, Hold.Kind: HoldKind.Failed or HoldKind.GuardAfter } => Looks.Tone.Stop,
        { Status: RunStatus.Held, Hold.Kind: HoldKind.Unclear } => Looks.Tone.Unknown,
        { Status: RunStatus.Held or RunStatus.Paused or RunStatus.Planned } => Looks.Tone.Wait,
        { Status: RunStatus.Running, Asked: not null, Granted: null } => Looks.Tone.Wait,
        { Status: RunStatus.Running } => Looks.Tone.Busy,
        { Status: RunStatus.Completed } when s.Exceptions.Any() => Looks.Tone.Wait,
        { Status: RunStatus.Completed } => Looks.Tone.Ok,
        _ => Looks.Tone.Mute,
    };

    private static string Count(int interruptions) => interruptions switch { 0 => "no interruption", 1 => "1 interruption", _ => $"{interruptions} interruptions" };
}
