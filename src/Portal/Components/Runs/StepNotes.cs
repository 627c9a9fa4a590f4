using Portal.Core.Procedures;

namespace Portal.Components.Runs;

/// <summary>What a plan and a run say of a step that may turn out not to be needed.</summary>
public static class StepNotes
{
    /// <summary>'only if a reboot is pending on Secondary'; null for a step that always runs.</summary>
    public static string? OnlyIf(Step step) => step.When switch
    {
        StepCondition.RebootRequired or StepCondition.RebootRequiredAndEngineNotSuspended => $"only if {step.For} needs a reboot",
        StepCondition.EngineNotRunning => "only if the engine does not run",
        StepCondition.SecondaryActive => "only if Secondary is active",
        _ => null,
    };
}
