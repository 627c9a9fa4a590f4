using System.Globalization;
using Portal.Core.People;
using Portal.Core.Runs;

namespace Portal.Components.Runs;

/// <summary>Which runs a list shows; all of it stands in the address.</summary>
/// <param name="Show">A key of <see cref="Kinds"/>.</param>
/// <param name="Pair">Id of a pair; empty: of any.</param>
/// <param name="Person">Id of somebody who requested, approved or skipped; empty: anybody.</param>
/// <param name="Days">Requested in so many days; 0: ever.</param>
public sealed record RunFilter(string Show, string Pair, string Person, int Days)
{
    /// <summary>Keys of the address with their words.</summary>
    public static readonly (string Key, string Text)[] Kinds = [("all", "All"), ("open", "Open"), ("needs", "Wait for people"), ("ended", "Ended"), ("aborted", "Aborted"), ("exceptions", "Not all checked")];

    /// <summary>Days that can be chosen.</summary>
    public static readonly int[] Spans = [1, 7, 30, 365];

    public static RunFilter Of(string? show, string? pair, string? person, int? days) =>
        new(Kinds.Any(k => k.Key == show) ? show! : "all", pair ?? "", person ?? "", days is > 0 and <= 3650 ? days.Value : 0);

    public bool IsOn => this != new RunFilter("all", "", "", 0);

    public bool Has(RunState run, DateTimeOffset now) =>
        Show switch
        {
            "open" => !run.Ended,
            "needs" => WaitsForPeople(run),
            "ended" => run.Ended,
            "aborted" => run.Status == RunStatus.Aborted,
            "exceptions" => run.Exceptions.Any(),
            _ => true,
        }
        && (Pair.Length == 0 || run.Plan.Pair.Value == Pair)
        && (Person.Length == 0 || TookPart(run, new UserId(Person)))
        && (Days == 0 || now - run.Plan.RequestedAt <= TimeSpan.FromDays(Days));

    /// <summary>'/runs?show=open&amp;pair=erp-db-01'.</summary>
    /// <param name="before">The last run of the page before; null: from the newest.</param>
    public string Address(RunId? before = null)
    {
        var parts = new List<string>();
        if (Show != "all") parts.Add($"show={Show}");
        if (Pair.Length > 0) parts.Add($"pair={Uri.EscapeDataString(Pair)}");
        if (Person.Length > 0) parts.Add($"person={Uri.EscapeDataString(Person)}");
        if (Days > 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $"days={Days}"));
        if (before is { } run) parts.Add($"before={Uri.EscapeDataString(run.Value)}");
        return parts.Count == 0 ? "/runs" : $"/runs?{string.Join('&', parts)}";
    }

    /// <summary>Nothing goes on before somebody acts.</summary>
    public static bool WaitsForPeople(RunState run) =>
        run is { Status: RunStatus.Held or RunStatus.Paused or RunStatus.Planned } or { Status: RunStatus.Running, Asked: not null, Granted: null };

    private static bool TookPart(RunState run, UserId person) =>
        run.Plan.RequestedBy == person || run.SetGoingBy == person || run.Editors.Contains(person) || run.Steps.Values.Any(s => s.ApprovedBy == person || s.SkippedBy == person);
}
