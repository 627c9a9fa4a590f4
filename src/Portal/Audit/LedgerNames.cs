using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Live;

namespace Portal.Audit;

/// <summary>Looks up what entries name only by a key, each key once; made anew for each page and each export. May be asked by several threads.</summary>
public sealed class LedgerNames(ILedger ledger, IPeople people)
{
    // More runs than are under way at a time, so that what is forgotten is seldom asked for again.
    private const int MostRuns = 500;
    private readonly ConcurrentDictionary<UserId, string> _people = [];
    private readonly Lock _turn = new();
    private ConcurrentDictionary<RunId, Dictionary<StepId, string>> _steps = [], _older = [];

    public AuditNames Names => new(Person, Step);

    private string Person(UserId id) => _people.GetOrAdd(id, people.NameOf);

    /// <summary>Takes the titles of a run's steps from the entry that requested it, so that they need not be looked up run by run.</summary>
    /// <param name="data">Of the entry, UTF-8.</param>
    public void Learn(RunId run, ReadOnlySpan<byte> data) => Keep(run, Titles(data));

    private string? Step(RunId run, StepId step) =>
        (_steps.TryGetValue(run, out var titles) ? titles
            : Keep(run, _older.TryGetValue(run, out titles) ? titles : Titles(Encoding.UTF8.GetBytes(Requested(run) ?? "{}")))).GetValueOrDefault(step);

    private Dictionary<StepId, string> Keep(RunId run, Dictionary<StepId, string> titles)
    {
        lock (_turn)
        {
            if (_steps.Count >= MostRuns) (_older, _steps) = (_steps, []);
            return _steps[run] = titles;
        }
    }

    private string? Requested(RunId run) => ledger.Query(new LedgerQuery(KindPrefix: "run.requested", Take: 1, AnyOf: [Streams.Of(run)])).FirstOrDefault()?.Data;

    // Of a whole plan only this: to read all of it takes some ten times as long.
    private static Dictionary<StepId, string> Titles(ReadOnlySpan<byte> data)
    {
        var titles = new Dictionary<StepId, string>();
        try
        {
            var reader = new Utf8JsonReader(data);
            using var read = JsonDocument.ParseValue(ref reader);
            // What comes behind the plan would make it none, and says so here.
            reader.Read();
            if (!read.RootElement.TryGetProperty("plan", out var plan)) return titles;
            foreach (var step in plan.GetProperty("procedure").GetProperty("steps").EnumerateArray())
                titles[new StepId(step.GetProperty("id").GetString() ?? "")] = step.GetProperty("title").GetString() ?? "";
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // A plan of another release: its steps keep their keys.
        }
        return titles;
    }
}
