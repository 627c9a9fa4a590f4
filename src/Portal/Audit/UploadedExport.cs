using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Text;
using Portal.Core.Audit;
using Portal.Core.Audit.Proof;

namespace Portal.Audit;

/// <summary>A file that a person brings.</summary>
/// <param name="Open">Begins to read it; it is asked for once.</param>
internal sealed record UploadedFile(string Name, Func<CancellationToken, Stream> Open);

/// <summary>Verifies an export, and the archives before it, while they come in, in flat memory and without a copy on the disk.</summary>
internal static class UploadedExport
{
    /// <summary>Largest export or archive, and largest file with checkpoints. In bytes.</summary>
    public const long LargestExport = 4L * 1024 * 1024 * 1024, LargestAnchor = 256L * 1024 * 1024;

    /// <summary>A whole verification, from the first byte on.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    // So much may wait for the verifier; then the sender waits.
    private const int Ahead = 4 * 1024 * 1024;

    // The head of an export is some hundred bytes long; a filter in it can be longer.
    private const int LongestHead = 64 * 1024;

    /// <param name="archives">That the export follows; their order is read from them.</param>
    /// <param name="read">Is told how many bytes of all files have come so far.</param>
    /// <exception cref="IOException">A file stopped coming.</exception>
    public static async Task<AuditFindings> Verify(ImmutableArray<UploadedFile> archives, UploadedFile export, AuditTrust trust, Action<long> read, CancellationToken stop)
    {
        using var verifier = new AuditVerifier(trust);
        var before = 0L;
        foreach (var archive in archives)
        {
            var isRight = true;
            before += await Take(archive, file => isRight = verifier.TakeArchive(file, archive.Name), now => read(before + now), stop);
            if (!isRight) return verifier.End();
        }
        await Take(export, file => verifier.TakeExport(file, archives.IsEmpty ? "the export" : export.Name), now => read(before + now), stop);
        return verifier.End();
    }

    /// <summary>The files in the order in which their heads say that they follow; one that has no head comes last.</summary>
    /// <param name="peek">Begins to read a file, apart from its verification.</param>
    /// <exception cref="IOException">A file stopped coming.</exception>
    public static async Task<ImmutableArray<T>> InOrder<T>(IEnumerable<T> files, Func<T, Stream> peek)
    {
        var placed = new List<(long First, T File)>();
        foreach (var file in files)
        {
            await using var from = peek(file);
            placed.Add((AuditExport.FirstOf(await FirstLine(from)) ?? long.MaxValue, file));
        }
        return [.. placed.OrderBy(one => one.First).Select(one => one.File)];
    }

    private static async Task<string> FirstLine(Stream from)
    {
        var (bytes, filled) = (new byte[LongestHead], 0);
        while (filled < bytes.Length && bytes.AsSpan(0, filled).IndexOf((byte)'\n') < 0)
        {
            var more = await from.ReadAsync(bytes.AsMemory(filled));
            if (more == 0) break;
            filled += more;
        }
        var end = bytes.AsSpan(0, filled).IndexOf((byte)'\n');
        return Encoding.UTF8.GetString(bytes, 0, end < 0 ? filled : end);
    }

    private static async Task<long> Take(UploadedFile file, Action<Stream> verify, Action<long> read, CancellationToken stop)
    {
        await using var from = file.Open(stop);
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: Ahead, resumeWriterThreshold: Ahead / 2, minimumSegmentSize: 64 * 1024, useSynchronizationContext: false));
        var verifying = Task.Run(() =>
        {
            try
            {
                verify(pipe.Reader.AsStream(leaveOpen: true));
            }
            finally
            {
                // It may have found what is wrong before the end: the rest is not asked for.
                pipe.Reader.Complete();
            }
        }, CancellationToken.None);
        try
        {
            var bytes = await Fill(from, pipe.Writer, read, stop);
            await pipe.Writer.CompleteAsync();
            await verifying;
            return bytes;
        }
        catch (Exception fault)
        {
            await pipe.Writer.CompleteAsync(new IOException("The file stopped coming.", fault));
            await verifying.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw;
        }
    }

    /// <summary>The checkpoints in a file, whatever stands around them.</summary>
    public static async Task<ImmutableArray<Anchored>> Anchors(Stream file, string name, CancellationToken stop)
    {
        using var reader = new StreamReader(file, Encoding.UTF8);
        var found = ImmutableArray.CreateBuilder<Anchored>();
        while (await reader.ReadLineAsync(stop) is { } line) found.AddRange(Checkpoint.In([line]).Select(checkpoint => new Anchored(checkpoint, name)));
        return found.ToImmutable();
    }

    private static async Task<long> Fill(Stream from, PipeWriter to, Action<long> read, CancellationToken stop)
    {
        var sofar = 0L;
        while (true)
        {
            var bytes = await from.ReadAsync(to.GetMemory(64 * 1024), stop);
            if (bytes == 0) return sofar;
            to.Advance(bytes);
            read(sofar += bytes);
            if ((await to.FlushAsync(stop)).IsCompleted) return sofar;
        }
    }
}
