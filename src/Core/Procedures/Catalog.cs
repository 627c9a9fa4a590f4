using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.Ports;

namespace Portal.Core.Procedures;

/// <summary>The procedures that a run can follow.</summary>
public enum ProcedureKind
{
    /// <summary>Active first; for pairs without management addresses.</summary>
    A,

    /// <summary>Passive first; needs management addresses; fewer risks, preferred.</summary>
    B,

    /// <summary>Exchange the roles, nothing else.</summary>
    Switchover,

    /// <summary>The way back to normal after an abort: restart a passive server that awaits it, resume engine, wait for sync, switch back to Primary.</summary>
    BackToNormal,
}

/// <summary>Where a run ends.</summary>
public enum EndsOn
{
    /// <summary>Primary active again, as the article has it.</summary>
    Primary,

    /// <summary>'Stay on the Secondary': one interruption less. Procedure B only.</summary>
    Secondary,
}

/// <summary>The article's procedures as data, fitted to an engine and to what is to be installed.</summary>
public static class Catalog
{
    private const Identity P = Identity.Primary;
    private const Identity S = Identity.Secondary;

    /// <summary>Procedure A: without management addresses.</summary>
    private static ImmutableArray<Step> A(Build b) =>
    [
        b.Preflight("A0", P),
        b.Scan("A1", P, active: P),
        b.InstallOn("A2", P, active: P),
        b.SwitchTo("A3", S, null),
        b.Suspend("A4", active: S, P),
        b.Reboot("A5", P),
        b.Verify("A6", P),
        b.Resume("A7", active: S, P),
        b.WaitForSync("A8", active: S, null),
        b.Scan("A9", S, active: S),
        b.InstallOn("A10", S, active: S),
        b.SwitchTo("A11", P, null),
        b.Suspend("A12", active: P, S),
        b.Reboot("A13", S),
        b.Verify("A14", S),
        b.Resume("A15", active: P, S),
        b.WaitForSync("A16", active: P, null),
        // Nothing is left to do on S: it is not suspended for, and the roles are exchanged back.
        b.Rescan("A17", P, P, "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A11", "A16", "A17"),
    ];

    /// <summary>Procedure B: with management addresses, passive first.</summary>
    private static ImmutableArray<Step> B(Build b) =>
    [
        b.Preflight("B0", P),
        b.Scan("B1", S, active: P),
        b.InstallOn("B1i", S, active: P),
        b.Suspend("B2", active: P, S),
        b.Reboot("B3", S),
        b.Verify("B4", S),
        b.Rescan("B4s", S, P, "B1i", "B2", "B3", "B4", "B4s"),
        b.Resume("B5", active: P, S),
        b.WaitForSync("B6", active: P, S),
        b.SwitchTo("B7", S, P),
        b.WaitForSync("B7w", active: S, P),
        b.Scan("B8", P, active: S),
        b.InstallOn("B8i", P, active: S),
        b.Suspend("B9", active: S, P),
        b.Reboot("B10", P),
        b.Verify("B11", P),
        b.Rescan("B11s", P, S, "B8i", "B9", "B10", "B11", "B11s"),
        b.Resume("B12", active: S, P),
        b.WaitForSync("B13", active: S, P),
        b.SwitchTo("B14", P, P),
        b.WaitForSync("B14w", active: P, P),
    ];

    // A server that awaits its reboot may be made passive: that is how it comes to it.
    private static ImmutableArray<Step> Exchange(Build b, Identity to) =>
        [b.Preflight("S0", to.Partner(), restartsLater: to.Partner()), b.SwitchTo("S1", to, null), b.WaitForSync("S2", to, null)];

    /// <summary>Only ever restarts the server that is passive, and only one that awaits it.</summary>
    /// <param name="active">The server that is active now.</param>
    private static ImmutableArray<Step> Back(Build b, Identity active)
    {
        var steps = active == P
            ? [b.Look("", P), .. Restart(b, S)]
            : (ImmutableArray<Step>)[b.Look("", S), .. Restart(b, P), b.SwitchTo("", P, null), .. Restart(b, S)];
        return [.. steps.Select((s, i) => s with { Id = new($"N{i}") })];
    }

    private static ImmutableArray<Step> Restart(Build b, Identity passive)
    {
        var active = passive.Partner();
        var resume = b.Resume("", active, null) with { When = StepCondition.EngineNotRunning };
        var suspend = b.Suspend("", active, passive) with { When = StepCondition.RebootRequiredAndEngineNotSuspended };
        return b.Engine == SuspendForReboot.Forbidden
            ? [resume, b.Reboot("", passive), b.WaitForSync("", active, null)]
            : [suspend, b.Reboot("", passive), resume, b.WaitForSync("", active, null)];
    }

    /// <summary>A procedure for a pair: steps for a server without packages, and steps that the engine does not allow, are left out, and the plan says so.</summary>
    /// <param name="active">The server that is active now; a planned switchover goes to its partner, and the way back to normal begins with it.</param>
    public static Procedure Fit(ProcedureKind kind, Pair pair, EngineTraits traits, PerServer<ImmutableArray<PackageVersion>> packages, EndsOn ends, Identity active)
    {
        var b = new Build(pair.Limits, pair.GatedInstall, traits.Suspend);
        var (title, steps) = kind switch
        {
            ProcedureKind.A => ("active first, without management addresses", A(b)),
            ProcedureKind.B => ("passive first, with management addresses", B(b)),
            ProcedureKind.Switchover => ($"planned switchover to {active.Partner()}", Exchange(b, active.Partner())),
            _ => ("back to normal", Back(b, active)),
        };
        var leftOut = ImmutableArray.CreateBuilder<string>();
        if (kind is ProcedureKind.A or ProcedureKind.B)
        {
            steps = WithoutIdleServers(steps, packages, leftOut);
            if (traits.Suspend == SuspendForReboot.Forbidden) steps = WithoutSuspend(steps, traits, leftOut);
            if (kind == ProcedureKind.B && ends == EndsOn.Secondary) steps = WithoutReturn(steps, leftOut);
        }
        return new Procedure(kind.ToString(), title, 2, steps, leftOut.ToImmutable());
    }

    private static ImmutableArray<Step> WithoutIdleServers(ImmutableArray<Step> steps, PerServer<ImmutableArray<PackageVersion>> packages, ImmutableArray<string>.Builder leftOut)
    {
        foreach (var server in Identities.Both.Where(i => packages[i].IsEmpty))
        {
            var gone = steps.Where(s => s.For == server).ToArray();
            steps = [.. steps.Where(s => s.For != server)];
            leftOut.Add($"{server} has no updates planned: {string.Join(", ", gone.Select(g => g.Id))} are left out.");
        }
        return steps;
    }

    private static ImmutableArray<Step> WithoutSuspend(ImmutableArray<Step> steps, EngineTraits traits, ImmutableArray<string>.Builder leftOut)
    {
        var gone = steps.Where(s => s.Do is StepAction.SuspendEngine or StepAction.ResumeEngine).ToArray();
        if (gone.Length == 0) return steps;
        leftOut.Add($"{traits.Name} must not be suspended while its passive server restarts (it would come back stopped): {string.Join(", ", gone.Select(g => g.Id))} are left out.");
        var ids = gone.Select(g => g.Id).ToHashSet();
        return [.. steps.Where(s => !ids.Contains(s.Id)).Select(s => s with
        {
            Loop = s.Loop is { } loop ? loop with { Repeat = [.. loop.Repeat.Where(r => !ids.Contains(r))] } : null,
        })];
    }

    private static ImmutableArray<Step> WithoutReturn(ImmutableArray<Step> steps, ImmutableArray<string>.Builder leftOut)
    {
        if (!steps.Any(s => s.Id.Value == "B14")) return steps;
        leftOut.Add("Stay on the Secondary: the switchover back (B14) is left out; users are interrupted once less, and Secondary stays active.");
        return [.. steps.Where(s => s.Id.Value is not ("B14" or "B14w"))];
    }
}
