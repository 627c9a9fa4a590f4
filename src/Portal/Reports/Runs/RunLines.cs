using System.IO.Pipelines;
using Portal.Audit;
using Portal.Audit.Exports;
using Portal.Core.Runs;

namespace Portal.Reports.Runs;

/// <summary>The export of the ledger in which the entries of one run stand in full, and all others as their digests.</summary>
internal sealed class RunLines(ProvenExport export)
{
    /// <summary>Up to the head that the evidence was read at, in flat memory.</summary>
    public async Task Write(Stream to, RunSource source, CancellationToken stop)
    {
        var writer = PipeWriter.Create(to, new StreamPipeWriterOptions(leaveOpen: true));
        await export.Write(writer, new AuditFilter(Run: source.State.Id), source.Proof.Head, source.Entries.Length, source.AsOf, source.By, stop);
        await writer.CompleteAsync();
    }

    /// <summary>Name of the file.</summary>
    public static string Name(RunId run) => $"run-{run}.jsonl";
}
