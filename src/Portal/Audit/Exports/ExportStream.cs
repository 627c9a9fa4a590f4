using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;

namespace Portal.Audit.Exports;

/// <summary>Makes the parts of an export side by side and writes them in their order; a few are held, whatever the length, and none is begun for a reader who is gone.</summary>
internal sealed class ExportStream(PipeWriter body)
{
    // One that is made holds a connection and its text; two more than processors, so that none waits while one is written.
    private static readonly int AtOnce = Math.Clamp(Environment.ProcessorCount + 2, 4, 8);

    private const int Spare = 1024 * 1024;

    private readonly ConcurrentBag<ArrayBufferWriter<byte>> _spare = [];

    /// <param name="make">Writes one part's text.</param>
    public async Task Write(IEnumerable<ExportPart> parts, Action<ExportPart, IBufferWriter<byte>, CancellationToken> make, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var under = new Queue<Task<ArrayBufferWriter<byte>>>();
        try
        {
            using var next = parts.GetEnumerator();
            for (var more = next.MoveNext(); more || under.Count > 0;)
            {
                for (; more && under.Count < AtOnce; more = next.MoveNext())
                {
                    var part = next.Current;
                    under.Enqueue(Task.Run(() => Make(part, make, end.Token), end.Token));
                }
                var made = await under.Dequeue();
                var flushed = await body.WriteAsync(made.WrittenMemory, end.Token);
                if (flushed.IsCompleted) return;
                Keep(made);
            }
        }
        finally
        {
            await end.CancelAsync();
            // Whoever reads on behalf of nobody ends at its next look, and its connection with it.
            await Task.WhenAll(under).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private ArrayBufferWriter<byte> Make(ExportPart part, Action<ExportPart, IBufferWriter<byte>, CancellationToken> make, CancellationToken stop)
    {
        if (!_spare.TryTake(out var text)) text = new ArrayBufferWriter<byte>(Spare / 4);
        make(part, text, stop);
        return text;
    }

    private void Keep(ArrayBufferWriter<byte> text)
    {
        if (text.Capacity > Spare) return;
        text.ResetWrittenCount();
        _spare.Add(text);
    }
}
