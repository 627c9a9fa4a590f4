using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Portal.Runs;

namespace Portal.Reports.Runs;

/// <summary>The whole evidence of a run as one ZIP, streamed: the report in each format, the proof, the outputs, and the digest of each file.</summary>
internal sealed class RunPack(RunLines lines, IRunOutput outputs)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <param name="made">The report as it was rendered, by the names of its files.</param>
    public async Task Write(Stream to, RunSource s, IReadOnlyList<(string Name, byte[] File)> made, CancellationToken stop)
    {
        await using var patient = new PatientStream(to);
        await using (var zip = await ZipArchive.CreateAsync(patient, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, stop)) await Fill(zip, s, made, stop);
        await patient.FlushAsync(stop);
    }

    private async Task Fill(ZipArchive zip, RunSource s, IReadOnlyList<(string Name, byte[] File)> made, CancellationToken stop)
    {
        var digests = new List<(string Name, string Digest)>();
        foreach (var (name, file) in made) await Add(name, [file]);
        var proof = RunLines.Name(s.State.Id);
        digests.Add((proof, await Open(proof, file => lines.Write(file, s, stop))));
        foreach (var key in RunSources.Attempts(s.Evidence))
            if (s.Outputs.Any(o => o.Step == key.Step && o.Attempt == key.Attempt && o.Sha256 is not null))
                await Add($"output/{OutputFile.Name(key)}", OutputFile.Lines(s.State, key, outputs.Read(key)).Select(Utf8.GetBytes));
        // What 'sha256sum -c' reads.
        await Put("SHA256SUMS", [Utf8.GetBytes(string.Concat(digests.Select(d => $"{d.Digest}  {d.Name}\n")))]);
        await Put("README.txt", [Utf8.GetBytes(ReadMe(s, digests))]);

        async Task Add(string name, IEnumerable<byte[]> parts) => digests.Add((name, await Put(name, parts)));

        Task<string> Put(string name, IEnumerable<byte[]> parts) => Open(name, async file =>
        {
            foreach (var part in parts) await file.WriteAsync(part, stop);
        });

        async Task<string> Open(string name, Func<Stream, Task> write)
        {
            using var hash = SHA256.Create();
            var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
            entry.LastWriteTime = s.AsOf;
            await using (var file = await entry.OpenAsync(stop))
            await using (var hashed = new CryptoStream(file, hash, CryptoStreamMode.Write)) await write(hashed);
            return Convert.ToHexStringLower(hash.Hash!);
        }
    }

    private static string ReadMe(RunSource s, IEnumerable<(string Name, string Digest)> digests) => $"""
        Evidence of run {s.State.Id} on the pair {s.State.Plan.Pair}
        {(s.State.Ended ? $"Ended {Components.Controls.Shown.Utc(s.State.EndedAt!.Value)}." : $"Not ended, as of {Components.Controls.Shown.Utc(s.AsOf)}.")}
        Made by {Documents.Visible.Of(s.By)}, {Components.Controls.Shown.Utc(s.AsOf)}. Installation {s.Proof.Origin}.

        run-{s.State.Id}.pdf, .html, .csv  the same report, to read, to print, for a spreadsheet
        {RunLines.Name(s.State.Id)}  the proof: entries of this run in full, of everything else only digests
        output/  what the servers' tools printed, one file for each attempt of a step

        To verify:
          sha256sum -c SHA256SUMS
          portal-verify {RunLines.Name(s.State.Id)} --anchor <file of an anchor> --key <id of the installation's key>
        Take the anchor from where it lies and hear the key's id from people, not from this file.
        Section 11 of the report says more; docs/audit-format.md of the product describes the format.

        SHA-256
        {string.Join('\n', digests.Select(d => $"{d.Digest}  {d.Name}"))}

        """.ReplaceLineEndings("\n");
}
