using Portal.Core.Audit;
using Portal.Core.Pairs;

namespace Portal.Core.Runs;

/// <summary>Names of the ledger's streams, and runs as entries of it.</summary>
public static class Streams
{
    public const string RunPrefix = "run/";
    public const string PairPrefix = "pair/";
    public static readonly StreamId People = new("people");
    public static readonly StreamId Security = new("security");
    public static readonly StreamId Settings = new("settings");
    public static readonly StreamId Exports = new("exports");
    public static readonly StreamId Backups = new("backups");

    /// <summary>Of the trail itself: its keys, and losses that were accepted.</summary>
    public static readonly StreamId Audit = new("audit");

    public static StreamId Of(RunId run) => new(RunPrefix + run);

    /// <summary>The run whose stream it is; null for every other stream.</summary>
    public static RunId? RunOf(StreamId stream) => stream.Value.StartsWith(RunPrefix, StringComparison.Ordinal) ? new RunId(stream.Value[RunPrefix.Length..]) : null;

    /// <summary>Holds which run is open on the pair: the lock of the pair.</summary>
    public static StreamId Of(PairId pair) => new(PairPrefix + pair);

    /// <summary>An event with the kind that stands in its own JSON.</summary>
    public static NewEntry Entry(RunEvent e, People.UserId actor)
    {
        var data = RunJson.Write(e);
        using var parsed = System.Text.Json.JsonDocument.Parse(data);
        return new NewEntry(parsed.RootElement.GetProperty("event").GetString()!, actor, data);
    }

    /// <summary>An event as it was written.</summary>
    public static Recorded Read(LedgerEntry entry) => new(RunJson.Read<RunEvent>(entry.Data), entry.At, entry.Actor);
}

/// <summary>The pair's own stream: which run holds the pair.</summary>
public static class PairLock
{
    public const string Opened = "pair.run-opened";
    public const string Closed = "pair.run-closed";

    /// <summary>The run that holds the pair; null when none does.</summary>
    public static RunId? Holder(IEnumerable<LedgerEntry> stream)
    {
        RunId? holder = null;
        foreach (var entry in stream)
        {
            if (entry.Kind == Opened) holder = RunJson.Read<RunOfPair>(entry.Data).Run;
            else if (entry.Kind == Closed) holder = null;
        }
        return holder;
    }

    /// <summary>Every run that ever held the pair, oldest first.</summary>
    public static IEnumerable<RunId> Runs(IEnumerable<LedgerEntry> stream) =>
        stream.Where(e => e.Kind == Opened).Select(e => RunJson.Read<RunOfPair>(e.Data).Run);

    public static NewEntry Entry(string kind, RunId run, People.UserId actor) => new(kind, actor, RunJson.Write(new RunOfPair(run)));

    private sealed record RunOfPair(RunId Run);
}
