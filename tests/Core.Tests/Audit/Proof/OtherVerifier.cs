using System.Diagnostics;
using System.Runtime.CompilerServices;
using Portal.Core.Audit.Proof;

namespace Portal.Core.Tests.Audit.Proof;

/// <summary>tests/verify.py: written from the description of the format, in another language.</summary>
internal static class OtherVerifier
{
    private static readonly string Program = Path.Combine(Path.GetDirectoryName(Here())!, "../../../verify.py");

    /// <summary>'whole 12 12' or 'wrong 4'.</summary>
    public static string Says(IEnumerable<string> lines, IEnumerable<Checkpoint> anchors) => Says([[.. lines]], anchors);

    /// <summary>Archives, and the export that follows them as the last: 'whole 12 12', or 'whole 12 12 from 9' without the earlier part.</summary>
    public static string Says(IReadOnlyList<IReadOnlyList<string>> files, IEnumerable<Checkpoint> anchors)
    {
        var folder = Directory.CreateTempSubdirectory("portal-verify-").FullName;
        try
        {
            var anchor = Path.Combine(folder, "anchor.log");
            var paths = files.Select((_, i) => Path.Combine(folder, $"{i}.jsonl")).ToArray();
            for (var i = 0; i < paths.Length; i++) File.WriteAllText(paths[i], Evidence.Text(files[i]));
            // As in a system log: something stands before it.
            File.WriteAllLines(anchor, anchors.Select(a => $"<110>1 host portal - - - {a.Line()}"));
            using var python = Process.Start(new ProcessStartInfo("python3", [Program, .. paths[..^1].SelectMany(path => new[] { "--after", path }), paths[^1], anchor]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var complaint = python.StandardError.ReadToEndAsync();
            var said = python.StandardOutput.ReadToEnd().Trim();
            python.WaitForExit();
            Assert.True(said.Length > 0, complaint.Result);
            return said;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
