using Portal.Core.People;
using Portal.Core.Procedures;
using Portal.Core.Runs;

namespace Portal.Runs.Rehearsals;

/// <summary>What the people of a rehearsal do: one operator, one second admin, both played by it.</summary>
internal sealed partial class Rehearsal
{
    private const string Reason = "Rehearsal: the cause is mended.";
    private const int MostHolds = 8;
    private static readonly Person Approver = new(new UserId("rehearsal"), "The second admin", Standing.Active, [PortalRole.Approver]);

    private Person? PersonOf(UserId id) => id == _operator.Id ? _operator : Approvers().Prepend(Approver).FirstOrDefault(p => p.Id == id);

    /// <summary>As many as are asked for, each with what is asked of them: whether there are such people is said by the plan's page.</summary>
    private IEnumerable<Person> Approvers() => _state.Asked is not { } asked ? [] : Enumerable.Range(0, asked.Approvers).Select(i => Approver with
    {
        Id = i == 0 ? Approver.Id : new UserId($"{Approver.Id}-{i + 1}"),
        Roles = [.. asked.Takes.Roles, PortalRole.Approver],
        Groups = [.. asked.Takes.Groups],
    });

    /// <summary>Mends the cause and goes on, as the operator could.</summary>
    /// <returns>False when the same stands in the way again although it was mended, or it waits too often.</returns>
    private async Task<bool> Answer(CancellationToken stop)
    {
        var hold = _state.Hold!;
        var again = _holds.LastOrDefault()?.State.Hold is { } last && (last.Step, last.Kind, last.Why) == (hold.Step, hold.Kind, hold.Why);
        if (again || _holds.Count >= MostHolds)
        {
            Note("");
            return false;
        }
        _stage.Mend();
        return (hold.Kind, Truth(hold)) switch
        {
            (HoldKind.Failed, _) => await Go("The cause is mended on the servers; then 'Retry': a new attempt, after every check again.", new RunCommand.Retry(_operator, Reason)),
            (HoldKind.Unclear, Outcome.Done) => await Say(Outcome.Done, stop),
            (HoldKind.Unclear, Outcome.NotDone) => await Say(Outcome.NotDone, stop),
            (HoldKind.Unclear, _) => await Go("The cause is mended on the servers; then 'Look again'. Nothing is sent a second time.", new RunCommand.Resume(_operator)),
            (HoldKind.FurtherUpdates, _) => await Go("'Leave them': they wait for another run.", new RunCommand.LeaveFurtherUpdates(_operator, Reason)),
            _ => await Go("The cause is mended; then 'Check again and resume'.", new RunCommand.Resume(_operator)),
        };

        Task<bool> Go(string answer, RunCommand.ByPerson command)
        {
            Note(answer);
            return Decide(command, command.By.Id, stop);
        }
    }

    private Outcome? Truth(Hold hold) => _fault is { Truth: { } truth } fault && fault.Step == hold.Step ? truth : null;

    // A dangerous step needs two people who saw the same.
    private async Task<bool> Say(Outcome saw, CancellationToken stop)
    {
        var gated = _plan[_state.Hold!.Step].Gate == Gate.SecondAdmin;
        Note($"The operator looks at the servers and presses '{(saw == Outcome.Done ? "It happened" : "It did not happen")}'{(gated ? "; a second person looks, too, and says the same" : "")}.");
        const string why = "Rehearsal: seen on the servers.";
        var said = await Decide(new RunCommand.AttestOutcome(_operator, saw, why), _operator.Id, stop);
        if (gated) said = await Decide(new RunCommand.AttestOutcome(Approver, saw, why), Approver.Id, stop) || said;
        return said;
    }

    private void Note(string answer) => _holds.Add(new RehearsedHold(_stage.Clock.GetUtcNow(), _state, _seen, answer));
}
