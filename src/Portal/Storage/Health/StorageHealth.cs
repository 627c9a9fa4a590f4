namespace Portal.Storage.Health;

/// <summary>Whether the portal can write, for every page and for monitoring. Writers and readers say what they meet; only a write on trial says that it is over.</summary>
public sealed class StorageHealth(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private StorageTrouble? _now;
    private long _wroteAt = clock.GetTimestamp();

    /// <summary>Null while all is well.</summary>
    public StorageTrouble? Now
    {
        get { lock (_gate) return _now; }
    }

    /// <summary>Raised when a trouble begins, becomes another, or ends. On the thread of whoever met it: only note it.</summary>
    public event Action? Changed;

    /// <summary>How long ago something was committed.</summary>
    internal TimeSpan SinceWritten => clock.GetElapsedTime(Interlocked.Read(ref _wroteAt));

    /// <summary>Something was committed; that alone does not end a trouble, since a small write may succeed where the next one fails.</summary>
    internal void Wrote() => Interlocked.Exchange(ref _wroteAt, clock.GetTimestamp());

    internal void Failed(StorageFault fault) => Set(before => new StorageTrouble(before?.Since ?? clock.GetUtcNow(), fault.What, fault.Remedy, fault.Needs));

    /// <summary>A write on trial, larger than the usual ones, is on the disk.</summary>
    internal void Works() => Set(_ => null);

    private static void Tell(Action told)
    {
        try
        {
            told();
        }
#pragma warning disable CA1031 // A page that is gone must not turn what the storage said into something else.
        catch (Exception)
#pragma warning restore CA1031
        {
            // It is told again with the next change, or is not there any more.
        }
    }

    private void Set(Func<StorageTrouble?, StorageTrouble?> next)
    {
        lock (_gate)
        {
            var before = _now;
            _now = next(before);
            if (before == _now) return;
        }
        foreach (var told in Changed?.GetInvocationList() ?? []) Tell((Action)told);
    }
}
