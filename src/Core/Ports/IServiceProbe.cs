using Portal.Core.Pairs;

namespace Portal.Core.Ports;

/// <summary>One try of the protected service.</summary>
/// <param name="At">When it was begun, UTC.</param>
/// <param name="Took">How long the answer took, or how long was waited for it.</param>
public sealed record ProbeBeat(DateTimeOffset At, ServiceState State, TimeSpan Took);

/// <summary>What users noticed of a switchover.</summary>
/// <param name="LongestGap">Longest time between the ends of two answered tries; zero when there were none.</param>
/// <param name="Every">How often was tried.</param>
public sealed record Interruption(TimeSpan LongestGap, int Tries, int Failed, TimeSpan Every);

/// <summary>Tries the protected service from outside, as its users would.</summary>
public interface IServiceProbes
{
    /// <summary>Tries at the given pace until stopped; each try has a limit of its own, so a black hole does not stop the beat.</summary>
    IAsyncEnumerable<ProbeBeat> Beat(Pair pair, TimeSpan every, CancellationToken stop);
}
