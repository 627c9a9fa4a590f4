using System.Globalization;

namespace Portal.Bench;

/// <summary>What a figure was measured on: it means nothing without.</summary>
internal static class Machine
{
    /// <summary>Cores, processor, memory and the load before the measurement.</summary>
    public static string Describe() =>
        $"{Environment.ProcessorCount} cores ({Field("/proc/cpuinfo", "model name")}), {Memory()} memory, load {Load()}";

    /// <summary>The average number of runnable processes over the last minute.</summary>
    public static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    private static string Memory() =>
        string.Create(CultureInfo.InvariantCulture, $"{long.Parse(Field("/proc/meminfo", "MemTotal").Split(' ')[0], CultureInfo.InvariantCulture) / 1024.0 / 1024.0:0.0} GiB");

    private static string Field(string file, string name) =>
        File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown";
}
