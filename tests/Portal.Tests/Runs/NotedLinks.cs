using System.Collections.Concurrent;
using System.Threading.Channels;
using Portal.Core.Pairs;
using Portal.Core.Ports;

namespace Portal.Tests.Runs;

/// <summary>Passes everything on and notes when the owner looked at the servers and when it acted.</summary>
internal sealed class NotedLinks(IPairLinks inner) : IPairLinks
{
    /// <summary>Times at which a look was begun, in order.</summary>
    public ConcurrentQueue<DateTimeOffset> Looks { get; } = new();

    public ConcurrentQueue<(Effect Effect, DateTimeOffset At)> Acts { get; } = new();

    /// <summary>Keys that have reached the servers, in order.</summary>
    public Channel<EffectKey> Sent { get; } = Channel.CreateUnbounded<EffectKey>();

    /// <summary>Called before a command reaches the servers.</summary>
    public Action<Effect, EffectKey> Sending { get; set; } = (_, _) => { };

    private int _watching, _opened;

    /// <summary>Watches that are open now.</summary>
    public int Watching => Volatile.Read(ref _watching);

    /// <summary>Watches that were begun since <see cref="Forget"/>.</summary>
    public int Opened => Volatile.Read(ref _opened);

    /// <summary>Waits until the last watch has ended; fails after 20 s.</summary>
    public async Task NobodyWatches()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (Watching > 0) await Task.Delay(10, limit.Token);
    }

    public void Forget() => Volatile.Write(ref _opened, 0);

    public IPairLink Open(Pair pair) => new Link(inner.Open(pair), this);

    private sealed class Link(IPairLink inner, NotedLinks notes) : IPairLink
    {
        public EngineTraits Traits => inner.Traits;

        public async IAsyncEnumerable<PairSnapshot> Watch([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
        {
            Interlocked.Increment(ref notes._opened);
            Interlocked.Increment(ref notes._watching);
            try
            {
                await foreach (var snapshot in inner.Watch(stop)) yield return snapshot;
            }
            finally
            {
                Interlocked.Decrement(ref notes._watching);
            }
        }

        public Task<PairSnapshot> Observe(CancellationToken stop)
        {
            notes.Looks.Enqueue(DateTimeOffset.UtcNow);
            return inner.Observe(stop);
        }

        public Task<EffectReport> Perform(Effect effect, EffectKey key, Action<OutputLine> output, TimeSpan limit, CancellationToken stop)
        {
            notes.Sending(effect, key);
            notes.Acts.Enqueue((effect, DateTimeOffset.UtcNow));
            // The simulated servers take a key before their first await.
            var report = inner.Perform(effect, key, output, limit, stop);
            notes.Sent.Writer.TryWrite(key);
            return report;
        }

        public Task<EffectReport> Look(Effect effect, EffectKey key, Action<OutputLine> output, TimeSpan limit, CancellationToken stop) =>
            inner.Look(effect, key, output, limit, stop);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
