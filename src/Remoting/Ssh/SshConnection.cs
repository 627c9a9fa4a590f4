using Portal.Core.Pairs;

namespace Portal.Remoting.Ssh;

/// <summary>The one connection to one server: made when it is needed, made anew when it is gone, shared by all calls.</summary>
internal sealed class SshConnection(Pair pair, Identity on, SshTool tool, SshFolder folder, KnownHosts known, SshOptions options) : IAsyncDisposable
{
    /// <summary>Beyond the time to connect: key exchange and sign-in, ms on a healthy server.</summary>
    private static readonly TimeSpan SignIn = TimeSpan.FromSeconds(5);

    private readonly Lock _state = new();
    private readonly CancellationTokenSource _end = new();
    private Task<(SshMaster? Master, ShellAnswer? Failure)>? _connecting;
    private ShellAnswer.HostKeyChanged? _changed;
    private TaskCompletionSource _cameUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _preferred;

    /// <summary>Completes when the next connection has come up.</summary>
    public Task CameUp
    {
        get
        {
            lock (_state)
                return _cameUp.Task;
        }
    }

    /// <summary>The connection that is up, or a new one; else why there is none. A changed host key is not tried again.</summary>
    public async Task<(SshMaster? Master, ShellAnswer? Failure)> Open(CancellationToken stop)
    {
        Task<(SshMaster?, ShellAnswer?)> connecting;
        lock (_state)
        {
            if (_changed is not null)
                return (null, _changed);
            if (_connecting is { IsCompletedSuccessfully: true, Result: { Master: var master } } && master is not { IsUp: true })
                _connecting = null;
            connecting = _connecting ??= Task.Run(Connect, CancellationToken.None);
        }

        return await connecting.WaitAsync(stop);
    }

    /// <summary>Gives up this connection, if it is still the current one.</summary>
    public void Drop(SshMaster? master = null)
    {
        Task<(SshMaster? Master, ShellAnswer? Failure)>? dropped;
        lock (_state)
        {
            dropped = _connecting;
            if (dropped is not { IsCompletedSuccessfully: true } || (master is not null && dropped.Result.Master != master))
                return;
            _connecting = null;
        }

        if (dropped.Result.Master is { } open)
            _ = open.DisposeAsync().AsTask();
    }

    public void LookAgain()
    {
        lock (_state)
            _changed = null;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        Task<(SshMaster? Master, ShellAnswer? Failure)>? connecting;
        lock (_state)
            (connecting, _connecting) = (_connecting, null);
        if (connecting is null)
            return;
        await ((Task)connecting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (connecting is { IsCompletedSuccessfully: true, Result.Master: { } master })
            await master.DisposeAsync();
    }

    private async Task<(SshMaster? Master, ShellAnswer? Failure)> Connect()
    {
        if (pair[on].HostKeys.IsDefaultOrEmpty)
            return (null, new ShellAnswer.NotReached($"{on} is not enrolled: no host key is pinned.", "Enrol the server and pin its host key."));
        var routes = Route.To(pair, on);
        ShellAnswer failure = new ShellAnswer.NotReached($"{on} was not reached: no address leads to it.", "Declare a management address, or the channel address at which its partner reaches it.");
        for (var i = 0; i < routes.Length; i++)
        {
            var at = (_preferred + i) % routes.Length;
            var (master, why) = await Connect(routes[at]);
            if (master is not null)
            {
                _preferred = at;
                Announce();
                return (master, null);
            }

            failure = why!;
            if (failure is ShellAnswer.HostKeyChanged)
                break;
        }

        lock (_state)
            _changed = failure as ShellAnswer.HostKeyChanged;
        return (null, failure);
    }

    private async Task<(SshMaster? Master, ShellAnswer? Failure)> Connect(Route route)
    {
        // ssh checks the key of the server that it jumps through as well, so that one has to be on file too.
        if (route.Jump is not null && !known.Has(on.Partner()) && await PinPartner() is { } stranger)
            return (null, stranger);
        var keys = new HostKeyCheck(pair, on, tool, known);
        if (!known.Has(on) && await keys.Pin(route, options.ConnectTimeout + SignIn, _end.Token) is { } refused)
            return (null, refused);
        var (master, failure) = await SshMaster.Connect(tool, route, folder.Socket(pair.Id, on), options.ConnectTimeout + SignIn, _end.Token);
        return master is not null ? (master, null) : (null, await keys.Explain(route, failure!, _end.Token));
    }

    private async Task<ShellAnswer?> PinPartner()
    {
        var partner = on.Partner();
        var straight = Route.To(pair, partner).First(route => route.Jump is null);
        return await new HostKeyCheck(pair, partner, tool, known).Pin(straight, options.ConnectTimeout + SignIn, _end.Token) is { } refused
            ? new ShellAnswer.NotReached($"{on} was not reached, since {partner} is the way to it: {Reason(refused)}", "")
            : null;
    }

    private static string Reason(ShellAnswer answer) => answer switch
    {
        ShellAnswer.NotReached no => no.Why,
        ShellAnswer.HostKeyChanged changed => changed.Why,
        _ => "it did not answer.",
    };

    private void Announce()
    {
        lock (_state)
        {
            _cameUp.SetResult();
            _cameUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
