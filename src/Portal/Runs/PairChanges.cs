using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.Runs;
using Portal.Live;

namespace Portal.Runs;

/// <summary>Tells what changed from one snapshot of a pair to the next; what is not known in between is no change. Keeps the newest 50.</summary>
/// <remarks>Its owner locks.</remarks>
internal sealed class PairChanges
{
    private const int Kept = 50;
    private readonly LinkedList<PairChange> _newest = new();
    private readonly PerServer<Seen> _servers = new(new Seen(), new Seen());
    private (Identity? One, int Actives)? _roles;
    private Identity? _lastActive;
    private (bool Is, DateTimeOffset At)? _sync;
    private (bool Is, DateTimeOffset At)? _channel;
    private (bool Is, DateTimeOffset At)? _service;

    /// <summary>Newest first.</summary>
    public ImmutableArray<PairChange> Newest => [.. _newest];

    public void Saw(PairSnapshot pair, DateTimeOffset at)
    {
        foreach (var on in Identities.Both) Server(on, pair[on], _servers[on], at);
        Roles(pair, at);
        Engines(pair, at);
        if (pair.Channel.IsKnown)
            Turn(ref _channel, pair.Channel.Value == ChannelState.Connected, at, PairChangeKind.ChannelLost, "The channel between the servers was lost.", PairChangeKind.ChannelBack, "The channel between the servers is back");
        if (!pair.Sync.IsEmpty && pair.Sync.All(s => s.Status.IsKnown))
        {
            var bad = pair.Sync.Where(s => s.Status.Value != SyncStatus.Synchronized).Select(s => $"{s.Name} is {Spoken(s.Status.Value)}");
            Turn(ref _sync, pair.Sync.All(s => s.Status.Value == SyncStatus.Synchronized), at, PairChangeKind.SyncLost, $"The pair is not in sync: {string.Join(", ", bad)}.", PairChangeKind.SyncBack, "In sync again");
        }
    }

    /// <param name="silent">How long it has not answered, or had not before.</param>
    public void Felt(ServiceState state, TimeSpan silent, DateTimeOffset at)
    {
        if (state == ServiceState.Answers && _service is { Is: false }) _service = (false, at - silent);
        Turn(ref _service, state == ServiceState.Answers, at, PairChangeKind.ServiceLost, "The protected service does not answer.", PairChangeKind.ServiceBack, "The protected service answers again");
    }

    private void Server(Identity on, ServerSnapshot now, Seen seen, DateTimeOffset at)
    {
        if (now.Reach.IsKnown)
        {
            var why = string.IsNullOrWhiteSpace(now.Reach.Why) ? "." : $": {now.Reach.Why}";
            Turn(ref seen.Reach, now.Reach.Value == Reachability.Reachable, at, PairChangeKind.ServerLost, $"{on} is not reachable{why}", PairChangeKind.ServerBack, $"{on} is reachable again");
        }
        if (now.BootId is { IsKnown: true, Value: { } boot })
        {
            if (seen.Boot is { } before && before != boot) Add(at, PairChangeKind.Restarted, $"{on} was restarted.");
            seen.Boot = boot;
        }
        if (now.Updates is not { IsKnown: true, Value.IsDefault: false } updates) return;
        ImmutableHashSet<PackageVersion> offered = [.. updates.Value.Select(u => u.Target)];
        if (seen.Offered is { } known && known.SetEquals(offered)) return;
        if (!offered.IsEmpty) Add(at, PairChangeKind.Updates, $"{offered.Count} {(offered.Count == 1 ? "update is" : "updates are")} pending on {on}{(seen.Offered is { } old ? $", {old.Count} before" : "")}.");
        else if (seen.Offered is not null) Add(at, PairChangeKind.Updates, $"No update is pending on {on} any more.");
        seen.Offered = offered;
    }

    private void Roles(PairSnapshot pair, DateTimeOffset at)
    {
        if (!Identities.Both.All(i => pair[i].Role.IsKnown)) return;
        var roles = (One: pair.Active, Actives: Identities.Both.Count(i => pair[i].Role.Value == Role.Active));
        var first = _roles is null;
        if (roles == _roles) return;
        _roles = roles;
        if (roles.Actives == 2) Add(at, PairChangeKind.RoleWrong, "Both servers say that they are active.");
        else if (roles.Actives == 0) Add(at, PairChangeKind.RoleWrong, "Neither server is active.");
        else if (!first)
            Add(at, PairChangeKind.Role, _lastActive == roles.One ? $"{roles.One} is the active server again." : $"The active role moved to {roles.One}; {roles.One!.Value.Partner()} is passive.");
        _lastActive = roles.One ?? _lastActive;
    }

    // What suspends or resumes an engine does so on both servers: one line for both.
    private void Engines(PairSnapshot pair, DateTimeOffset at)
    {
        var changed = new List<(Identity On, EngineState Now)>();
        foreach (var on in Identities.Both)
        {
            if (pair[on].Engine is not { IsKnown: true, Value: var now }) continue;
            if (_servers[on].Engine is { } before && before != now) changed.Add((on, now));
            _servers[on].Engine = now;
        }
        foreach (var same in changed.GroupBy(c => c.Now))
        {
            var where = same.Count() == 2 ? "both servers" : same.First().On.ToString();
            var (kind, verb) = same.Key switch
            {
                EngineState.Running => (PairChangeKind.EngineBack, "runs again"),
                EngineState.Suspended => (PairChangeKind.EngineLost, "was suspended"),
                _ => (PairChangeKind.EngineLost, "was stopped"),
            };
            Add(at, kind, $"The engine {verb} on {where}.");
        }
    }

    private void Turn(ref (bool Is, DateTimeOffset At)? was, bool good, DateTimeOffset at, PairChangeKind lost, string lostText, PairChangeKind back, string backText)
    {
        if (was is { } before && before.Is == good) return;
        if (!good) Add(at, lost, lostText);
        else if (was is { } bad) Add(at, back, $"{backText} after {Words.Span(at - bad.At)}.");
        was = (good, at);
    }

    private void Add(DateTimeOffset at, PairChangeKind kind, string text)
    {
        _newest.AddFirst(new PairChange(at, kind, text));
        while (_newest.Count > Kept) _newest.RemoveLast();
    }

    private static string Spoken(SyncStatus status) => status == SyncStatus.OutOfSync ? "out of sync" : status.ToString().ToLowerInvariant();

    /// <summary>What was last known of one server.</summary>
    private sealed class Seen
    {
        public (bool Is, DateTimeOffset At)? Reach;
        public string? Boot;
        public EngineState? Engine;
        public ImmutableHashSet<PackageVersion>? Offered;
    }
}
