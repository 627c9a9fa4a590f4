using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Portal.Core.Pairs;
using Portal.Remoting.Links;
using Portal.Remoting.Simulation;

namespace Portal.Remoting.Tests.Simulation;

public sealed class SimulationSetupTests
{
    [Fact]
    public async Task A_declared_pair_begins_as_the_configuration_says()
    {
        await using var services = Services(new()
        {
            ["Remoting:Simulation:Speed"] = "50",
            ["Remoting:Simulation:Pairs:shop-db:Updates"] = "4",
            ["Remoting:Simulation:Pairs:shop-db:Active"] = "Secondary",
            ["Remoting:Simulation:Pairs:shop-db:Fault"] = "lagging-replica",
        });
        var link = services.GetServices<IPairLinkFactory>().Single(factory => factory.Kind.Value == "simulated-patroni").Open(Scene.PairOf("simulated-patroni"));
        var seen = await link.Observe(CancellationToken.None);
        Assert.Equal(Identity.Secondary, seen.Active);
        Assert.Equal(4, seen.Primary.Updates.Value.Length);
        Assert.True(seen.Sync[0].Status.Is(SyncStatus.OutOfSync));
    }

    [Theory]
    [InlineData("Remoting:Simulation:Speed", "0", "0.1 to 1000")]
    [InlineData("Remoting:Simulation:Pairs:shop-db:Fault", "broken", "lagging-replica")]
    [InlineData("Remoting:Simulation:Pairs:shop-db:Updates", "13", "0 to 12")]
    [InlineData("Remoting:Simulation:Pairs:shop-db:FaultTimes", "0", "1 or more")]
    [InlineData("Remoting:Simulation:Pairs:Shop DB:Updates", "1", "a-z")]
    public async Task What_cannot_be_meant_is_refused_with_the_key_and_what_to_write(string key, string value, string advice)
    {
        await using var services = Services(new() { [key] = value });
        var refusal = Assert.Throws<OptionsValidationException>(services.GetRequiredService<SimulatedWorld>);
        Assert.Contains(key[..key.LastIndexOf(':')], refusal.Message, StringComparison.Ordinal);
        Assert.Contains(advice, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_fault_is_found_by_its_name()
    {
        Assert.Equal("held-apt-lock", SimulatedFault.HeldAptLock.Name());
        Assert.All(Enum.GetValues<SimulatedFault>(), fault => Assert.True(SimulatedFaults.TryParse(fault.Name(), out var found) && found == fault));
    }

    private static ServiceProvider Services(Dictionary<string, string?> settings) => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
        .AddSimulation()
        .BuildServiceProvider();
}
