using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Text;
using Portal.Core.Audit.Proof;

namespace Portal.Audit;

/// <summary>Verifies an export while it comes in, in flat memory and without a copy on the disk.</summary>
internal static class UploadedExport
{
    /// <summary>Largest export, and largest file with checkpoints. In bytes.</summary>
    public const long LargestExport = 4L * 1024 * 1024 * 1024, LargestAnchor = 256L * 1024 * 1024;

    /// <summary>A whole verification, from the first byte on.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    // So much may wait for the verifier; then the sender waits.
    private const int Ahead = 4 * 1024 * 1024;

    /// <param name="read">Is told how many bytes have come so far.</param>
    /// <exception cref="IOException">The file stopped coming.</exception>
    public static async Task<AuditFindings> Verify(Stream export, AuditTrust trust, Action<long> read, CancellationToken stop)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: Ahead, resumeWriterThreshold: Ahead / 2, minimumSegmentSize: 64 * 1024, useSynchronizationContext: false));
        var verifying = Task.Run(() =>
        {
            try
            {
                return AuditVerifier.Verify(pipe.Reader.AsStream(leaveOpen: true), trust);
            }
            finally
            {
                // It may have found what is wrong before the end: the rest is not asked for.
                pipe.Reader.Complete();
            }
        }, CancellationToken.None);
        try
        {
            await Fill(export, pipe.Writer, read, stop);
            await pipe.Writer.CompleteAsync();
        }
        catch (Exception fault)
        {
            await pipe.Writer.CompleteAsync(new IOException("The file stopped coming.", fault));
            await verifying.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw;
        }
        return await verifying;
    }

    /// <summary>The checkpoints in a file, whatever stands around them.</summary>
    public static async Task<ImmutableArray<Anchored>> Anchors(Stream file, string name, CancellationToken stop)
    {
        using var reader = new StreamReader(file, Encoding.UTF8);
        var found = ImmutableArray.CreateBuilder<Anchored>();
        while (await reader.ReadLineAsync(stop) is { } line) found.AddRange(Checkpoint.In([line]).Select(checkpoint => new Anchored(checkpoint, name)));
        return found.ToImmutable();
    }

    private static async Task Fill(Stream from, PipeWriter to, Action<long> read, CancellationToken stop)
    {
        var sofar = 0L;
        while (true)
        {
            var bytes = await from.ReadAsync(to.GetMemory(64 * 1024), stop);
            if (bytes == 0) return;
            to.Advance(bytes);
            read(sofar += bytes);
            if ((await to.FlushAsync(stop)).IsCompleted) return;
        }
    }
}
