using Portal.Core.Runs;

namespace Portal.Core.Tests.Exploration;

/// <summary>What was walked.</summary>
/// <param name="Paths">Each walked until the run ended, or until it met a state from which everything was walked before.</param>
/// <param name="Traps">States from which no path leads to completion, only an abort.</param>
internal sealed record Walked(int States, long Transitions, long Paths, int Completed, int Aborted, IReadOnlyList<Node> Traps)
{
    public override string ToString() =>
        $"{Paths:N0} paths, {States:N0} states, {Transitions:N0} transitions, {Completed:N0} completed and {Aborted:N0} aborted ends; {Traps.Count:N0} states that only an abort leads out of";
}

/// <summary>Walks every path up to a number of deviations; a state that was seen with as much left is not walked again.</summary>
internal sealed class Explorer(Moves moves)
{
    private readonly Dictionary<UInt128, (int Id, int Budget)> _seen = [];
    private readonly List<Node> _states = [];
    private readonly List<HashSet<int>> _next = [];

    public Walked Walk(Node start)
    {
        var open = new Stack<(int Id, Node Node)>();
        var (transitions, paths) = (0L, 0L);
        Visit(start, open);
        while (open.TryPop(out var from))
        {
            foreach (var move in moves.At(from.Node))
            {
                if (move.Cost > from.Node.Budget || move.Take() is not { } next) continue;
                transitions++;
                var before = open.Count;
                _next[from.Id].Add(Visit((next with { Budget = from.Node.Budget - move.Cost }).Noted(move.Name), open));
                if (open.Count == before || next.State.Ended) paths++;
            }
        }
        return new Walked(_states.Count, transitions, paths, Ends(RunStatus.Completed), Ends(RunStatus.Aborted), Traps());
    }

    private int Ends(RunStatus status) => _states.Count(n => n.State.Status == status);

    private int Visit(Node node, Stack<(int, Node)> open)
    {
        var key = Fingerprint.Of(node);
        if (_seen.TryGetValue(key, out var seen))
        {
            if (seen.Budget >= node.Budget) return seen.Id;
        }
        else
        {
            seen.Id = _states.Count;
            _states.Add(node);
            _next.Add([]);
        }
        _seen[key] = (seen.Id, node.Budget);
        open.Push((seen.Id, node));
        return seen.Id;
    }

    private List<Node> Traps()
    {
        var back = _next.SelectMany((to, from) => to.Select(t => (To: t, From: from))).ToLookup(e => e.To, e => e.From);
        var good = new HashSet<int>(Enumerable.Range(0, _states.Count).Where(i => _states[i].State.Status == RunStatus.Completed));
        var open = new Stack<int>(good);
        while (open.TryPop(out var id))
            foreach (var from in back[id])
                if (good.Add(from)) open.Push(from);
        return [.. _states.Where((n, i) => !good.Contains(i) && !n.State.AbortAsked && !n.State.Ended)];
    }
}
