using System.Collections.Immutable;
using Portal.Core.Pairs;

namespace Portal.Remoting.Ssh;

/// <summary>Decides what a key that does not match means: the partner at a shared address, a key not yet on file, or a change that stops everything.</summary>
internal sealed class HostKeyCheck(Pair pair, Identity on, SshTool tool, KnownHosts known)
{
    /// <summary>Puts the pinned keys on file that the server shows; null when at least one is, else why not.</summary>
    public async Task<ShellAnswer?> Pin(Route route, TimeSpan limit, CancellationToken stop)
    {
        var (shown, failure) = await new HostKeyScan(tool).Read(route, limit, stop);
        if (failure is { WrongKeyOf: null } || shown.IsEmpty)
            return (failure ?? SshFailure.Parse("it showed no host key")).NotReached(on);
        if (known.Pin(on, shown) > 0)
            return null;
        return Changed(route, [.. shown.Select(key => key.Fingerprint)]);
    }

    /// <summary>What a failed connection means.</summary>
    public async Task<ShellAnswer> Explain(Route route, SshFailure failure, CancellationToken stop)
    {
        if (failure.WrongKeyOf is not { } name)
            return failure.NotReached(on);
        if (name != KnownHosts.Alias(pair.Id, on))
        {
            return new ShellAnswer.NotReached(
                $"{on} was not reached: {on.Partner()}, the way to it, shows another host key than the pinned one.", Remedy);
        }

        var before = failure.Shown;
        if (before is not null && !pair[on].HostKeys.Contains(before))
            return Changed(route, [before]);

        // The key on file is not the one shown, but a pinned one may be: a server has several, and one may have been added.
        return await Pin(route, TimeSpan.FromSeconds(5), stop) ??
               new ShellAnswer.NotReached($"{on} was not reached: it showed a pinned host key that was not on file yet.", "It is on file now: try again.");
    }

    private const string Remedy =
        "If the server was reinstalled on purpose, compare the fingerprint at its console and pin the new one; otherwise treat it as an attack. Nothing is sent to it until then.";

    private ShellAnswer Changed(Route route, ImmutableArray<string> shown)
    {
        if (route.Jump is null && pair[on].Management is null && shown.Any(key => pair[on.Partner()].HostKeys.Contains(key)))
            return new ShellAnswer.NotReached($"{on} was not reached: {on.Partner()} answers at {route.Address}.", "");
        return new ShellAnswer.HostKeyChanged(
            $"{on} shows another host key than the pinned one: {string.Join(", ", shown)} at {route.Address}:{route.Port}, pinned {string.Join(", ", pair[on].HostKeys)}.",
            Remedy);
    }
}
