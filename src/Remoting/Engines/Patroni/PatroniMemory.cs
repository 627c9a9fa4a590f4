using System.Collections.Immutable;
using System.Globalization;
using Portal.Core.Pairs;
using Portal.Remoting.Hosts;
using Portal.Remoting.Ssh;

namespace Portal.Remoting.Engines.Patroni;

/// <summary>The last that was heard of a pair's two servers.</summary>
internal sealed class PatroniMemory(Pair pair, TimeProvider clock)
{
    /// <summary>Facts older than this count as lost: portal-host speaks at least every 2 s.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly Lock _state = new();
    private readonly Dictionary<Identity, ServerFacts> _facts = [];
    private readonly Dictionary<Identity, string> _members = [];
    private ServerUpdates _updates = ServerUpdates.None(clock.GetUtcNow());

    /// <summary>Keeps the newer of two: an answer that was overtaken on its way is dropped.</summary>
    public void Hear(Identity on, ServerFacts facts)
    {
        lock (_state)
        {
            if (_facts.TryGetValue(on, out var last) && last.At > facts.At)
                return;
            _facts[on] = facts;
            if (facts.Facts?.Patroni?.Name is { } member)
                _members[on] = PlainText.Of(member);
        }
    }

    public void Scanned(Identity on, ImmutableArray<PackageUpdate> updates)
    {
        lock (_state)
            _updates = _updates.With(on, updates, clock.GetUtcNow());
    }

    public void Verified(Identity on, ImmutableArray<PackageVersion> installed)
    {
        lock (_state)
            _updates = _updates.Without(on, installed);
    }

    /// <summary>What Patroni calls a server; it does not change.</summary>
    public string? MemberOf(Identity on)
    {
        lock (_state)
            return _members.GetValueOrDefault(on);
    }

    public PairSnapshot Snapshot()
    {
        lock (_state)
        {
            var now = clock.GetUtcNow();
            return PatroniEngine.Snapshot(pair, Of(Identity.Primary, now), Of(Identity.Secondary, now), _updates, now);
        }
    }

    private ServerFacts Of(Identity on, DateTimeOffset now)
    {
        if (!_facts.TryGetValue(on, out var known))
            return ServerFacts.Unasked($"{on} has not been heard yet.", now);
        return known.Facts is not null && now - known.At > Fresh
            ? ServerFacts.None(string.Create(CultureInfo.InvariantCulture, $"{on} was last heard {(now - known.At).TotalSeconds:0} s ago."), known.At)
            : known;
    }
}
