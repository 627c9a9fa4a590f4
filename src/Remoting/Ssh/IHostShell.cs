using Portal.Core.Pairs;
using Portal.Host.Wire;

namespace Portal.Remoting.Ssh;

/// <summary>Runs verbs of portal-host on the servers of one pair.</summary>
internal interface IHostShell
{
    Pair Pair { get; }

    /// <summary>One verb, one line of JSON back. Sent at most once; the limit covers connecting, sending and the answer.</summary>
    Task<ShellAnswer> Call(Identity on, Request request, TimeSpan limit, CancellationToken stop);

    /// <summary>One verb, lines of JSON as they come; the last item always says why there are no more.</summary>
    /// <param name="silence">A channel silent for longer counts as lost; <see cref="Timeout.InfiniteTimeSpan"/> leaves it to the keep-alive.</param>
    IAsyncEnumerable<ShellAnswer> Stream(Identity on, Request request, TimeSpan silence, CancellationToken stop);

    /// <summary>Gives up the connection, so that the next call makes a new one: used when a server is known to go down.</summary>
    void Drop(Identity on);

    /// <summary>Forgets that a server showed another host key; only a person's check asks for that.</summary>
    void LookAgain(Identity on);

    /// <summary>Completes when a new connection to the server has come up.</summary>
    Task CameUp(Identity on);
}

/// <summary>Opens shells; a pair opened twice shares its connections.</summary>
internal interface IHostShells
{
    IHostShell Open(Pair pair);
}
