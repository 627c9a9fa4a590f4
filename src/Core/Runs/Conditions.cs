using Portal.Core.Pairs;
using Portal.Core.Procedures;

namespace Portal.Core.Runs;

/// <summary>Whether a step is to run at all.</summary>
internal static class Conditions
{
    internal abstract record Answer
    {
        public sealed record Run : Answer;
        public sealed record Skip(string Why) : Answer;
        public sealed record NotKnown(Checked Checked) : Answer;
    }

    public static Answer Check(Step step, GuardContext context) => step.When switch
    {
        StepCondition.RebootRequired when step.Do is StepAction.Reboot reboot => Of(
            GuardChecks.Check(new Guard.NoRebootPending(reboot.On), context), $"{reboot.On} needs no reboot."),
        StepCondition.EngineNotRunning => Of(GuardChecks.Check(new Guard.EngineRunning(), context), "The engine runs on both servers."),
        StepCondition.SecondaryActive => Of(GuardChecks.Check(new Guard.ActiveIs(Identity.Primary), context), "Primary is active already."),
        StepCondition.EngineNotSuspended => Of(GuardChecks.Check(new Guard.EngineSuspended(), context), "The engine is suspended on both servers already."),
        _ => new Answer.Run(),
    };

    // The claim is what makes the step needless.
    private static Answer Of(Checked claim, string why) => claim.Verdict switch
    {
        Verdict.Pass => new Answer.Skip(why),
        Verdict.Fail => new Answer.Run(),
        _ => new Answer.NotKnown(claim),
    };
}
