using System.Collections.Immutable;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Live;

namespace Portal.Audit;

/// <summary>Looks up what entries name only by a key, each key once; made anew for each page and each export.</summary>
public sealed class LedgerNames(ILedger ledger, IPeople people)
{
    private const int MostRuns = 500;
    private readonly Dictionary<UserId, string> _people = [];
    private readonly Dictionary<RunId, ImmutableDictionary<StepId, string>> _steps = [];

    public AuditNames Names => new(Person, Step);

    private string Person(UserId id)
    {
        if (_people.TryGetValue(id, out var name)) return name;
        return _people[id] = people.NameOf(id);
    }

    private string? Step(RunId run, StepId step)
    {
        if (!_steps.TryGetValue(run, out var titles))
        {
            if (_steps.Count >= MostRuns) _steps.Clear();
            _steps[run] = titles = Titles(run);
        }
        return titles.GetValueOrDefault(step);
    }

    private ImmutableDictionary<StepId, string> Titles(RunId run)
    {
        var requested = ledger.Query(new LedgerQuery(KindPrefix: "run.requested", Take: 1, AnyOf: [Streams.Of(run)])).FirstOrDefault();
        try
        {
            return requested is not null && Streams.Read(requested).Event is RunEvent.Requested { Plan: var plan }
                ? plan.Procedure.Steps.ToImmutableDictionary(s => s.Id, s => s.Title)
                : ImmutableDictionary<StepId, string>.Empty;
        }
        catch (Exception fault) when (fault is System.Text.Json.JsonException or NotSupportedException)
        {
            // A plan of another release: its steps keep their keys.
            return ImmutableDictionary<StepId, string>.Empty;
        }
    }
}
