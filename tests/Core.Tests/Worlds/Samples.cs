using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;

namespace Portal.Core.Tests.Worlds;

/// <summary>A pair, engines, people and plans that tests begin with.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Start = new(2026, 11, 22, 2, 0, 0, TimeSpan.Zero);

    public static readonly Person Operator = Who("operator", PortalRole.Operator);
    public static readonly Person Starter = Who("starter", PortalRole.Operator);
    public static readonly Person Approver = Who("approver", PortalRole.Approver);
    public static readonly Person Both = Who("both", PortalRole.Approver, PortalRole.Operator);
    public static readonly Person Other = Who("other", PortalRole.Approver);
    public static readonly Person Viewer = Who("viewer", PortalRole.Viewer, PortalRole.Auditor, PortalRole.Admin);

    public static readonly EngineTraits Continuous = new(new("simulated"), "Continuous Availability", SuspendForReboot.Required);
    public static readonly EngineTraits Patroni = new(new("patroni"), "Patroni", SuspendForReboot.Forbidden);

    public static readonly Pair Pair = new(
        new("erp-db-01"), "erp-db-01", new("simulated"),
        new(Identity.Primary, "erp-a", "10.0.0.1", "10.1.0.1", ["SHA256:p"]),
        new(Identity.Secondary, "erp-b", "10.0.0.2", "10.1.0.2", ["SHA256:s"]),
        new ServiceProbe.Simulated(), ["erp"], PairLimits.Default, [], InstallGate.Open);

    public static Person Who(string name, params PortalRole[] roles) => new(new($"u-{name}"), name, Standing.Active, [.. roles]);

    public static PackageUpdate Update(int version) => new("lab-app", "1.0", $"1.{version}", "lab");

    public static PerServer<ImmutableArray<PackageVersion>> OnePackageEach { get; } = new([Update(1).Target], [Update(1).Target]);

    public static Plan Plan(ProcedureKind kind, EngineTraits traits, EndsOn ends = EndsOn.Primary, Pair? pair = null, PerServer<ImmutableArray<PackageVersion>>? packages = null, Identity active = Identity.Primary)
    {
        var patches = kind is ProcedureKind.A or ProcedureKind.B;
        var planned = packages ?? (patches ? OnePackageEach : new([], []));
        return new Plan(
            new("20261122-K7F4Q"), Pair.Id, 1, Catalog.Fit(kind, pair ?? Pair, traits, planned, ends, active), traits, ends, planned,
            new([Update(1)], [Update(1)]), [], Operator.Id, Start, TimeSpan.FromSeconds(1.39), "Monthly updates.");
    }
}
