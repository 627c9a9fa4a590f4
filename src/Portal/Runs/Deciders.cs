using System.Collections.Immutable;
using Portal.Core.People;
using Portal.Core.Runs;

namespace Portal.Runs;

/// <summary>Who may decide on what a run asks: neither requester, nor editors, nor executor, as the store has people now.</summary>
public static class Deciders
{
    /// <summary>Whether the person can still decide: who approved it already waits for the others.</summary>
    public static bool MayDecide(RunState run, Person person) => Run.WhyNotApprove(run, person) is null;

    public static ImmutableArray<Person> Of(RunState run, IPeople people) => [.. people.All().Where(person => MayDecide(run, person))];

    /// <summary>Whom to call, as a sentence.</summary>
    public static string Words(RunState run, IPeople people)
    {
        const int shown = 5;
        var may = Of(run, people);
        var missing = run.Asked is { } asked ? asked.Approvers - run.Grants.Length : 1;
        var names = string.Join(", ", may.Take(shown).Select(p => p.Name)) + (may.Length > shown ? $" and {may.Length - shown} more" : "");
        return may.Length switch
        {
            0 => "Nobody may decide it now: an Approver is needed who had no part in this run. Ask an Admin.",
            var few when few < missing => $"It takes {missing} people, and only {names} may decide it. Ask an Admin.",
            _ => $"May decide it: {names}.",
        };
    }
}
