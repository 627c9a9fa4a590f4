using System.Collections.Immutable;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;

namespace Portal.Core.Tests.Runs;

public sealed class RunJsonTests
{
    [Fact]
    public void A_plan_survives_the_way_through_the_ledger()
    {
        var plan = Sample();

        var entry = Streams.Entry(new RunEvent.Requested(plan), new UserId("u1"));
        var back = (RunEvent.Requested)RunJson.Read<RunEvent>(CanonicalJson.Of(entry.Data));

        Assert.Equal("run.requested", entry.Kind);
        Assert.Equal(plan.Digest(), back.Plan.Digest());
        Assert.Equal(CanonicalJson.Of(RunJson.Write(plan)), CanonicalJson.Of(RunJson.Write(back.Plan)));
        Assert.DoesNotContain("\"claim\"", entry.Data, StringComparison.Ordinal);
    }

    internal static Plan Sample()
    {
        var pair = new Pair(new("demo"), "demo", new("patroni"), new(Identity.Primary, "a", "10.0.0.1", null, ["SHA256:x"]), new(Identity.Secondary, "b", "10.0.0.2", null, ["SHA256:y"]),
            new ServiceProbe.Simulated(), [], PairLimits.Default, [], InstallGate.Open);
        PerServer<ImmutableArray<PackageVersion>> packages = new([new("lab-app", "1.1")], [new("lab-app", "1.1")]);
        var traits = new EngineTraits(new("patroni"), "Patroni", SuspendForReboot.Forbidden);
        return new Plan(new("20261122-AAAAA"), pair.Id, 1, Catalog.Fit(ProcedureKind.B, pair, traits, packages, EndsOn.Primary, Identity.Primary), traits, EndsOn.Primary,
            packages, new([], []), [], new("u1"), DateTimeOffset.UnixEpoch, null, "monthly");
    }
}
