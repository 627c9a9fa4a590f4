using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Remoting;
using Portal.Runs;
using Portal.Runs.Rehearsals;
using Portal.Tests.Pages;

namespace Portal.Tests.Runs;

/// <summary>Rehearsals of the stories' pair on the stages that the portal itself uses.</summary>
internal static class Rehearsed
{
    public static readonly EngineTraits Patroni = new(new EngineKind("patroni"), "Patroni", SuspendForReboot.Forbidden);

    /// <summary>As the portal is set up.</summary>
    public static readonly IRehearsalStages Stages = new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).AddLogging().AddRemoting().BuildServiceProvider().GetRequiredService<IRehearsalStages>();

    public static Plan Plan(Story story, ProcedureKind kind = ProcedureKind.B, EngineTraits? engine = null, EndsOn ends = EndsOn.Primary) =>
        Assert.IsType<Reply<Plan>.Done>(PlanDrafts.Make(
            PlanWish.For(story.Pair.Id, kind) with { EndsOn = ends }, story.Pair, engine ?? Story.Engine, story.Snapshot, Story.Olga.Id, "draft", null, story.Time.GetUtcNow())).Value;

    /// <param name="fault">Beginning of the step and id: 'B3 reboot-never-returns'; null: all goes well.</param>
    public static Task<RehearsalReport> Play(Story story, Plan plan, string? fault = null, Action<RehearsalProgress>? progress = null, CancellationToken? stop = null)
    {
        var chosen = fault is null ? null : plan.Procedure.Steps.SelectMany(s => Stages.FaultsAt(s)).First(f => $"{f.Step} {f.Id}".StartsWith(fault, StringComparison.Ordinal));
        return Play(story, plan, chosen, progress, stop);
    }

    public static Task<RehearsalReport> Play(Story story, Plan plan, RehearsedFault? fault, Action<RehearsalProgress>? progress = null, CancellationToken? stop = null) =>
        Rehearsal.Play(plan, story.Pair, Stages.Set(story.Pair, plan, story.Snapshot, story.Time.GetUtcNow()), fault, progress ?? (_ => { }), stop ?? TestContext.Current.CancellationToken);
}
