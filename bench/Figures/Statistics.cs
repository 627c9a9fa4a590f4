using System.Globalization;

namespace Portal.Bench.Figures;

/// <summary>Order statistics of measurements.</summary>
internal static class Statistics
{
    /// <summary>The middle one; the mean of the two middle ones when their number is even.</summary>
    public static double Median(this IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The smallest value that is not exceeded by the given part of all, 0 to 1.</summary>
    public static double Quantile(this IEnumerable<double> values, double part)
    {
        var sorted = values.Order().ToArray();
        return sorted[Math.Clamp((int)Math.Ceiling(part * sorted.Length) - 1, 0, sorted.Length - 1)];
    }

    public static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
