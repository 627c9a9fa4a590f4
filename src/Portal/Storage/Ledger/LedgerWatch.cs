using System.Collections.Immutable;
using System.Threading.Channels;
using Portal.Core.Audit;

namespace Portal.Storage.Ledger;

/// <summary>Tells live pages of this process what was appended, after the commit and in its order.</summary>
/// <remarks>Subscribers run on a thread of their own: none of them can delay or fail a writer.</remarks>
public sealed class LedgerWatch : IAsyncDisposable
{
    private readonly Channel<ImmutableArray<LedgerEntry>> committed =
        Channel.CreateUnbounded<ImmutableArray<LedgerEntry>>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ILogger<LedgerWatch> log;
    private readonly Task telling;

    public LedgerWatch(ILogger<LedgerWatch> log)
    {
        this.log = log;
        telling = Task.Run(Tell);
    }

    /// <summary>Raised once for each transaction; a handler should only pass the entries on.</summary>
    public event Action<ImmutableArray<LedgerEntry>>? Appended;

    internal void Committed(ImmutableArray<LedgerEntry> entries)
    {
        if (!entries.IsEmpty) committed.Writer.TryWrite(entries);
    }

    /// <summary>Tells what is still to be told, at most 5 s, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        committed.Writer.TryComplete();
        await Task.WhenAny(telling, Task.Delay(TimeSpan.FromSeconds(5)));
    }

    private async Task Tell()
    {
        await foreach (var entries in committed.Reader.ReadAllAsync())
            foreach (var subscriber in Appended?.GetInvocationList() ?? [])
                Tell((Action<ImmutableArray<LedgerEntry>>)subscriber, entries);
    }

    private void Tell(Action<ImmutableArray<LedgerEntry>> subscriber, ImmutableArray<LedgerEntry> entries)
    {
        try
        {
            subscriber(entries);
        }
#pragma warning disable CA1031 // A page's mistake must not silence the ledger for the others.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.LogError(fault, "A subscriber of the ledger failed on entry {Seq}.", entries[0].Seq);
        }
    }
}
