using System.Globalization;
using System.Text.Json;
using Portal.Core.Pairs;
using Portal.Core.Procedures;
using Portal.Core.Runs;

namespace Portal.Live.Hub;

/// <summary>Makes messages of views.</summary>
public static class PairMessageOf
{
    public static PairMessage View(PairView v) => new(
        v.Pair.Id.Value, v.Pair.Name, v.Engine.Name, v.Pair.Tags, Kebab(v.Need), v.Snapshot.Active is { } active ? Kebab(active) : null,
        Server(v.Pair.Primary, v.Snapshot.Primary), Server(v.Pair.Secondary, v.Snapshot.Secondary),
        [.. v.Snapshot.Sync.Select(s => new SyncMessage(s.Name, ReadingMessage.Of(s.Status, Kebab), ReadingMessage.Of(s.LagBytes, Number)))],
        ReadingMessage.Of(v.Snapshot.Channel, Kebab), ReadingMessage.Of(v.Snapshot.Service, Kebab),
        v.Run is { } run ? Run(run) : null, v.LastPatched, v.At,
        v.Paused is { } pause ? new PauseMessage(pause.By.Value, pause.At, pause.Reason) : null);

    private static ServerMessage Server(Server declared, ServerSnapshot s) => new(
        declared.HostName, ReadingMessage.Of(s.Reach, Kebab), ReadingMessage.Of(s.Role, Kebab), ReadingMessage.Of(s.Engine, Kebab),
        ReadingMessage.Of(s.Updates, u => Number(u.IsDefault ? 0 : u.Length)), ReadingMessage.Of(s.RebootRequired, r => r ? "yes" : "no"));

    private static RunMessage Run(RunView view)
    {
        var s = view.State;
        return new RunMessage(
            s.Id.Value, Kebab(s.Status), s.Plan.Procedure.Name, s.Plan.RequestedBy.Value, view.Says,
            s.Current is { } step ? new StepMessage(step.Id.Value, s.Plan.NumberOf(step.Id), step.Title, Kebab(s.Steps[step.Id].Status), s.Steps[step.Id].Attempts) : null,
            s.Steps.Values.Count(x => x.Status is StepStatus.Done or StepStatus.Skipped), s.Steps.Count,
            s is { Asked: { } asked, Granted: null } ? new QuestionMessage(asked.Step.Value, asked.Code, asked.Digest, asked.ExpiresAt) : null,
            s.Hold is { } hold ? new HoldMessage(hold.Step.Value, Kebab(hold.Kind), hold.Why, hold.Remedy, [.. hold.Guards.Where(g => g.Verdict is Verdict.Unknown).Select(g => g.Guard.Id)], hold.Since) : null,
            [.. s.Exceptions]);
    }

    private static string Kebab<T>(T value) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
