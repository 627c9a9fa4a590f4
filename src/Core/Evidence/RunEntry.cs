using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Core.Runs;

namespace Portal.Core.Evidence;

/// <summary>One entry of a run's stream, read.</summary>
/// <param name="Seq">Its place in the whole ledger: what everything that is told of it refers to.</param>
public sealed record RunEntry(long Seq, RunEvent Event, DateTimeOffset At, UserId Actor)
{
    /// <exception cref="System.Text.Json.JsonException">It was written by a release that knows more.</exception>
    public static RunEntry Of(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var read = Streams.Read(entry);
        return new RunEntry(entry.Seq, read.Event, read.At, read.Actor);
    }

    internal Recorded Recorded => new(Event, At, Actor);
}
