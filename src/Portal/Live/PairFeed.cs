using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Portal.Core.Pairs;

namespace Portal.Live;

/// <summary>Keeps the newest view of each pair and wakes readers; memory does not grow with slow readers.</summary>
public sealed class PairFeed : IPairFeed
{
    private readonly ConcurrentDictionary<PairId, PairView> _views = new();
    private readonly ConcurrentDictionary<Reader, byte> _readers = new();

    public ImmutableArray<PairView> Now => [.. _views.Values.OrderBy(v => v.Pair.Name, StringComparer.OrdinalIgnoreCase)];

    public ImmutableArray<PairView> WithRuns => [.. _views.Values.Where(v => v.Run is not null)];

    public event Action? RunsChanged;

    public PairView? Find(PairId pair) => _views.GetValueOrDefault(pair);

    /// <summary>Replaces the pair's view and wakes its readers.</summary>
    public void Publish(PairView view)
    {
        var before = Find(view.Pair.Id)?.Run?.State;
        _views[view.Pair.Id] = view;
        foreach (var reader in _readers.Keys) reader.Note(view.Pair.Id);
        if (!ReferenceEquals(before, view.Run?.State)) RunsChanged?.Invoke();
    }

    public IAsyncEnumerable<PairView> Watch(CancellationToken stop) => Watch(null, stop);

    public IAsyncEnumerable<PairView> Watch(PairId pair, CancellationToken stop) => Watch((PairId?)pair, stop);

    private async IAsyncEnumerable<PairView> Watch(PairId? only, [EnumeratorCancellation] CancellationToken stop)
    {
        var reader = new Reader(only);
        _readers[reader] = 0;
        try
        {
            foreach (var pair in _views.Keys) reader.Note(pair);
            while (!stop.IsCancellationRequested)
            {
                ImmutableArray<PairId> due;
                try { due = await reader.Due(stop); }
                catch (OperationCanceledException) { yield break; }
                foreach (var pair in due)
                    if (_views.TryGetValue(pair, out var view)) yield return view;
            }
        }
        finally
        {
            _readers.TryRemove(reader, out _);
        }
    }

    /// <summary>Remembers which pairs changed since it last looked: each at most once.</summary>
    private sealed class Reader(PairId? only)
    {
        private readonly Lock _gate = new();
        private readonly HashSet<PairId> _due = [];
        private readonly Channel<byte> _wake = Channel.CreateBounded<byte>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        public void Note(PairId pair)
        {
            if (only is { } one && one != pair) return;
            lock (_gate) _due.Add(pair);
            _wake.Writer.TryWrite(0);
        }

        public async ValueTask<ImmutableArray<PairId>> Due(CancellationToken stop)
        {
            await _wake.Reader.ReadAsync(stop);
            lock (_gate)
            {
                ImmutableArray<PairId> due = [.. _due];
                _due.Clear();
                return due;
            }
        }
    }
}
