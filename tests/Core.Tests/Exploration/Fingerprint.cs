using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Exploration;

/// <summary>Tells apart nodes with different futures, and only those: times count by what they are past, attempts of finished steps do not count.</summary>
internal static class Fingerprint
{
    public static UInt128 Of(Node n)
    {
        var h = new Hash();
        Run(ref h, n);
        World(ref h, n.World, n);
        h.Add(n.Sending, n.Demoted, n.Flight is null ? 0 : n.Flight.Reached ? 2 + (n.Flight.Told is { } t ? (int)t.State : 9) : 1);
        if (n.Earlier is { } e && n.Now - e.At <= GuardChecks.Freshness) World(ref h, e.World, n);
        return h.Value;
    }

    private static void Run(ref Hash h, Node n)
    {
        var s = n.State;
        h.Add((int)s.Status, s.PauseAsked, s.AbortAsked);
        h.Add(s.Hold is { } hold ? 1 + (int)hold.Kind : 0);
        if (s.Hold is not null)
            foreach (var g in s.Hold.Guards.Where(g => g.Verdict is Verdict.Unknown))
                h.Add(g.Guard.Id);
        h.Add(s.Asked is null ? 0 : n.Now < s.Asked.ExpiresAt ? 1 : 2, s.Asked?.PlanVersion ?? 0, s.Asked?.Attempt ?? 0);
        h.Add(s.Granted?.By.Value ?? "", n.Now > s.Granted?.UsableUntil);
        h.Add(s.SetGoingBy?.Value ?? "", s.Editors.Count);
        foreach (var step in s.Plan.Procedure.Steps) h.Add((int)s.Steps[step.Id].Status, s.Steps[step.Id].Rounds);
        foreach (var voice in s.Attestations.Where(a => a.Step == s.Current?.Id && n.Now - a.At <= Core.Runs.Run.AttestationLife).Select(a => $"{a.GuardId} {a.By}").Distinct().Order(StringComparer.Ordinal)) h.Add(voice);
        foreach (var w in s.OutcomeWords) h.Add(w.By.Value, (int)w.Outcome);
        foreach (var i in Identities.Both) h.Add(Newest(s.Due[i].Select(p => p.Version)), Newest(s.Plan.Packages[i].Select(p => p.Version)), s.Scanned[i] is { } u ? Newest(u.Select(x => x.Candidate)) : "?");
        if (n.Current is not { } c) return;
        var waited = n.Now - s.WaitingSince;
        h.Add(Math.Min(5, s.Steps[c.Id].Attempts), waited < Core.Runs.Run.Settle ? 0 : waited < c.Limit ? 1 : 2, n.Now - s.ActedAt < Core.Runs.Run.Settle);
    }

    private static string Newest(IEnumerable<string> versions) => string.Join(',', versions);

    private static void World(ref Hash h, PairWorld w, Node n)
    {
        h.Add(w.Synced, w.InstallsNeedReboot);
        var asked = n.Current is { } c ? n.State.Steps[c.Id].Effect as Effect.Reboot : null;
        foreach (var i in Identities.Both)
        {
            var s = w[i];
            h.Add((int)s.Role, s.Up, s.Readable);
            h.Add((int)s.Engine, s.Version, s.Offered);
            h.Add(s.Later, s.RebootPending, asked?.On == i && asked.BootId == s.BootId);
        }
    }

    /// <summary>FNV-1a over 16-bit units, 128 bits wide: two states with one value are out of the question.</summary>
    private struct Hash
    {
        private static readonly UInt128 Prime = new(1UL << 24, 0x13B);

        public UInt128 Value = new(0x6C62272E07BB0142UL, 0x62B821756295C58DUL);

        public Hash()
        {
        }

        public void Add(params ReadOnlySpan<Part> parts)
        {
            foreach (var part in parts)
            {
                if (part.Text is { } text)
                    foreach (var c in text) Mix(c);
                Mix(part.Number + 0x10000);
            }
        }

        private void Mix(int value) => Value = (Value ^ (uint)value) * Prime;
    }

    private readonly record struct Part(int Number, string? Text)
    {
        public static implicit operator Part(int number) => new(number, null);
        public static implicit operator Part(bool flag) => new(flag ? 1 : 0, null);
        public static implicit operator Part(string text) => new(0, text);
    }
}
