using System.Collections.Concurrent;
using Portal.Core.Runs;

namespace Portal.Core.Tests.Exploration;

/// <summary>Walks runs to their end with the dice: mostly what is meant to happen, now and then anything else.</summary>
internal sealed class RandomWalks(Moves moves)
{
    private const int LongestWalk = 600;

    public sealed record Count(int Runs, long Moves, int Completed, int Aborted, int Deviations)
    {
        public override string ToString() => $"{Runs:N0} runs of {Moves:N0} moves, {Completed:N0} completed, {Aborted:N0} aborted, {Deviations:N0} deviations";
    }

    /// <param name="seed">Each run has the seed plus its number, so that a failure can be walked again.</param>
    public Count Walk(Func<int, Node> start, int runs, int seed)
    {
        var counts = new ConcurrentBag<Count>();
        // The exhaustive walks run beside these.
        Parallel.For(0, runs, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, Environment.ProcessorCount / 2) }, i => counts.Add(One(start(i), new Random(seed + i))));
        return counts.Aggregate(new Count(0, 0, 0, 0, 0), (a, b) => new(a.Runs + b.Runs, a.Moves + b.Moves, a.Completed + b.Completed, a.Aborted + b.Aborted, a.Deviations + b.Deviations));
    }

    private Count One(Node node, Random dice)
    {
        var (steps, deviations) = (0, 0);
        for (; !node.State.Ended; steps++)
        {
            if (steps > LongestWalk) throw new RuleBrokenException("The run does not end.", node);
            var possible = moves.At(node).ToArray();
            var meant = possible.Where(m => m.Cost == 0).ToArray();
            var other = possible.Where(m => m.Cost > 0).ToArray();
            var deviates = meant.Length == 0 || (other.Length > 0 && dice.Next(Odds(steps)) == 0);
            var from = deviates ? other : meant;
            var move = from[dice.Next(from.Length)];
            if (move.Take() is not { } next) continue;
            if (deviates) deviations++;
            node = next.Noted(move.Name);
        }
        return new Count(1, steps, node.State.Status == RunStatus.Completed ? 1 : 0, node.State.Status == RunStatus.Aborted ? 1 : 0, deviations);
    }

    // A walk that has taken long is left alone, so that it comes to its end.
    private static int Odds(int steps) => steps < LongestWalk / 2 ? 12 : 1_000_000;
}
