using Microsoft.Extensions.Logging;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Remoting.Simulation;

namespace Portal.Remoting.Probes;

/// <summary>Tries protected services as their users would.</summary>
internal sealed class ServiceProbes(SimulatedWorld world, TimeProvider clock, ILogger<ServiceProbes> log) : IServiceProbes
{
    /// <summary>Finest grid.</summary>
    public static readonly TimeSpan Finest = TimeSpan.FromMilliseconds(5);

    /// <summary>After which one try counts as not answered.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(1);

    public IAsyncEnumerable<ProbeBeat> Beat(Pair pair, TimeSpan every, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(pair);
        ArgumentOutOfRangeException.ThrowIfLessThan(every, Finest);
        return Beats(pair, every, stop);
    }

    private async IAsyncEnumerable<ProbeBeat> Beats(Pair pair, TimeSpan every, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        await using var service = Open(pair);
        await foreach (var beat in new BeatLine(service, every, Limit, clock).Run(stop).ConfigureAwait(false))
            yield return beat;
    }

    private IServiceTry Open(Pair pair) => pair.Probe switch
    {
        ServiceProbe.Tcp probe => new TcpTry(probe.Host, probe.Port),
        ServiceProbe.Http probe => new HttpTry(probe.Address),
        ServiceProbe.PostgreSql probe => new PostgreSqlTry(probe, Password(pair, probe), Limit),
        ServiceProbe.Simulated => new SimulatedTry(world.Of(pair)),
        _ => throw new InvalidOperationException($"No probe for '{pair.Probe.GetType().Name}'."),
    };

    private string? Password(Pair pair, ServiceProbe.PostgreSql probe)
    {
        if (probe.PasswordFile is not { } file)
            return null;
        try
        {
            return File.ReadAllText(file).TrimEnd('\r', '\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.LogWarning("The probe of pair {Pair} goes on without a password: {File} cannot be read. Make it readable for the portal's account.", pair.Id, file);
            return null;
        }
    }
}
