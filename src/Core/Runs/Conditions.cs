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

    public static Answer Check(Step step, GuardContext context)
    {
        Answer Unless(Guard guard, string why) => Of(GuardChecks.Check(guard, context), why);
        Answer RebootRequired() => step.For is { } server ? Unless(new Guard.NoRebootPending(server), $"{server} needs no reboot.") : new Answer.Run();
        Answer EngineNotSuspended() => Unless(new Guard.EngineSuspended(), "The engine is suspended on both servers already.");
        return step.When switch
        {
            StepCondition.RebootRequired => RebootRequired(),
            // A step that looks at each server and starts only what does not run is no worse for not knowing.
            StepCondition.EngineNotRunning => Unless(new Guard.EngineRunning(), "The engine runs on both servers.") is Answer.Skip skip ? skip : new Answer.Run(),
            StepCondition.SecondaryActive => Unless(new Guard.ActiveIs(Identity.Primary), "Primary is active already."),
            StepCondition.EngineNotSuspended => EngineNotSuspended(),
            StepCondition.RebootRequiredAndEngineNotSuspended => RebootRequired() is Answer.Run ? EngineNotSuspended() : RebootRequired(),
            _ => new Answer.Run(),
        };
    }

    // The claim is what makes the step needless.
    private static Answer Of(Checked claim, string why) => claim.Verdict switch
    {
        Verdict.Pass => new Answer.Skip(why),
        Verdict.Fail => new Answer.Run(),
        _ => new Answer.NotKnown(claim),
    };
}
