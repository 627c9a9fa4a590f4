using System.Globalization;
using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;
using Portal.Bench.Portals;

namespace Portal.Bench.Rolling;

/// <summary>The yardstick: 'lab roll', the same patch by a shell script that polls every 100 ms.</summary>
internal static partial class BareScript
{
    /// <returns>Wall time from the first command until the pair is in sync again with pg1 leading.</returns>
    public static async Task<TimeSpan> Roll(CancellationToken stop)
    {
        var ended = await Cli.Wrap(Repository.Lab).WithArguments("roll").WithEnvironmentVariables(v => v.Set("LAB_HOLDER", "1")).ExecuteBufferedAsync(stop);
        foreach (var line in ended.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries)) Console.WriteLine($"      {line}");
        var last = Phase().Matches(ended.StandardOutput)[^1].Groups[1].Value;
        return TimeSpan.FromSeconds(double.Parse(last, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"^\s*([0-9.]+) s  ", RegexOptions.Multiline)]
    private static partial Regex Phase();
}
