using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Portal.Core.Tests.Audit.Proof;

/// <summary>portal-verify as it is handed out: one file, and a dotnet tool.</summary>
public sealed class PackagedVerifierTests : IDisposable
{
    private readonly Evidence _evidence = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("portal-verify-package-").FullName;

    public void Dispose()
    {
        _evidence.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void The_single_file_and_the_dotnet_tool_find_what_is_whole_and_what_is_not()
    {
        Run(Path.Combine(Repository(), "src", "Verify", "publish.sh"), "linux-x64", _folder);
        Run("dotnet", "tool", "install", "portal-verify", "--tool-path", Path.Combine(_folder, "tool"), "--add-source", _folder);
        var (export, altered, anchor) = (Path.Combine(_folder, "export.jsonl"), Path.Combine(_folder, "altered.jsonl"), Path.Combine(_folder, "anchor.log"));
        File.WriteAllLines(export, _evidence.Export());
        File.WriteAllLines(altered, _evidence.Export().Select(line => line.Replace("\"actor\":\"u5\"", "\"actor\":\"u6\"", StringComparison.Ordinal)));
        File.WriteAllLines(anchor, [_evidence.Sign(Evidence.Count).Line()]);

        foreach (var program in new[] { Path.Combine(_folder, "portal-verify"), Path.Combine(_folder, "tool", "portal-verify") })
        {
            Assert.StartsWith("WHOLE: 12 entries", Run(program, export, "--anchor", anchor, "--key", _evidence.Key.Id), StringComparison.Ordinal);
            Assert.StartsWith("WRONG at entry 5:", Run(1, program, altered, "--anchor", anchor), StringComparison.Ordinal);
            Assert.StartsWith("WHOLE, tail unproven", Run(3, program, export), StringComparison.Ordinal);
        }
    }

    private static string Run(string program, params string[] args) => Run(0, program, args);

    private static string Run(int expected, string program, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var complaint = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(expected == process.ExitCode, $"{program} ended with {process.ExitCode}:\n{said}\n{complaint.Result}");
        return said;
    }

    private static string Repository([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../.."));
}
