using System.Collections.Immutable;
using System.Globalization;
using Portal.Core.Pairs;
using Portal.Core.Procedures;

namespace Portal.Core.Runs;

/// <summary>Sentences about runs and pairs, for people.</summary>
public static class Words
{
    /// <summary>In what state a pair is: roles, engine, sync.</summary>
    public static string StateOf(PairSnapshot p)
    {
        var roles = p.Active is { } a ? $"{a} is active, {a.Partner()} passive" : $"Primary is {Of(p.Primary.Role)}, Secondary {Of(p.Secondary.Role)}";
        var engine = $"the engine is {Of(p.Primary.Engine)} on Primary and {Of(p.Secondary.Engine)} on Secondary";
        var sync = p.Sync.IsEmpty ? "the sync state is not known" : string.Join(", ", p.Sync.Select(s => $"{s.Name} {(s.Status.IsKnown ? s.Status.Value.ToString() : "not known")}"));
        return $"{roles}; {engine}; {sync}.";
    }

    /// <summary>Whether Primary is active, the engine runs and everything is in sync.</summary>
    public static bool IsNormal(PairSnapshot p) =>
        p.Active == Identity.Primary
        && Identities.Both.All(i => p[i].Engine.Is(EngineState.Running))
        && !p.Sync.IsEmpty && p.Sync.All(s => s.Status.Is(SyncStatus.Synchronized));

    internal static string Completed(RunState s, PairSnapshot p)
    {
        var installed = Identities.Both.Select(i => $"{s.Plan.Packages[i].Length} on {i}");
        return Told(s, s.Plan.Procedure.Name is "A" or "B"
            ? $"Installed {string.Join(" and ", installed)}. {StateOf(p)}"
            : StateOf(p));
    }

    internal static string Aborted(RunState s, PairSnapshot p) =>
        Told(s, s.Current is { } step && s.Steps[step.Id].Status == StepStatus.Unclear
            ? $"It is not known whether '{step.Title}' happened. {StateOf(p)}"
            : StateOf(p));

    /// <summary>What a person's leaving out of a step means: 'Not verified on Primary: the mirror is down.'</summary>
    internal static string LeftOut(Step step, string reason)
    {
        var what = step.Do switch
        {
            StepAction.Verify verify => $"Not verified on {verify.On}",
            StepAction.Scan scan when step.Loop is not null => $"Not scanned again on {scan.On}, so further updates are left for another run",
            StepAction.Scan scan => $"Not scanned on {scan.On}",
            _ => throw new InvalidOperationException($"{step.Id} cannot be left out."),
        };
        return $"{what}: {reason}{(reason[^1] is '.' or '!' or '?' ? "" : ".")}";
    }

    // What was left out comes first: nobody may take the run for a full one.
    private static string Told(RunState s, string outcome) => string.Join(' ', s.Exceptions.Append(outcome));

    internal static string Done(RunState s, Step step, ImmutableArray<Checked> guards)
    {
        if (s.Steps[step.Id].Report is { Detail.Length: > 0 } report) return report.Detail;
        return guards.IsEmpty ? "Done." : string.Join(' ', guards.Select(g => g.Verdict.Why).Take(3));
    }

    internal static string RemedyOf(Verdict verdict) => verdict switch
    {
        Verdict.Fail f => f.Remedy,
        Verdict.Unknown u => u.Remedy,
        _ => "",
    };

    /// <summary>'1 h 30 min', '10 min', '45 s', '1.39 s'.</summary>
    public static string Span(TimeSpan span)
    {
        if (span.TotalHours >= 1) return span.Minutes > 0 ? $"{(int)span.TotalHours} h {span.Minutes} min" : $"{(int)span.TotalHours} h";
        if (span.TotalMinutes >= 1) return span.Seconds > 0 ? $"{(int)span.TotalMinutes} min {span.Seconds} s" : $"{(int)span.TotalMinutes} min";
        return $"{span.TotalSeconds.ToString(span.TotalSeconds < 10 ? "0.##" : "0", CultureInfo.InvariantCulture)} s";
    }

    public static string Of(RunStatus status) => status switch
    {
        RunStatus.Planned => "not started",
        RunStatus.Held => "waiting for people",
        _ => status.ToString().ToLowerInvariant(),
    };

    private static string Of<T>(Reading<T> reading) where T : struct, Enum =>
        reading.IsKnown ? reading.Value.ToString().ToLowerInvariant() : "not known";
}
