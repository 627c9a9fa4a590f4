using System.Globalization;

namespace Portal.Core.Evidence;

/// <summary>A span of days, UTC.</summary>
/// <param name="From">Its first day.</param>
/// <param name="To">Its last day.</param>
public readonly record struct Period(DateOnly From, DateOnly To)
{
    /// <summary>Most days of one report.</summary>
    public const int MostDays = 366;

    private const string Day = "yyyy-MM-dd";

    /// <summary>The first moment of it.</summary>
    public DateTimeOffset Begin => new(From.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    /// <summary>The first moment after it.</summary>
    public DateTimeOffset End => To == DateOnly.MaxValue ? DateTimeOffset.MaxValue : new(To.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    public int Days => To.DayNumber - From.DayNumber + 1;

    public bool Has(DateTimeOffset at) => at >= Begin && at < End;

    /// <summary>Takes what an address says: '2026-11-01'. What cannot be read is the last 30 days; of days in the wrong order the earlier one is the first; what is too long keeps its end.</summary>
    public static Period Read(string? from, string? to, DateOnly today)
    {
        var (first, last) = (Read(from), Read(to));
        if (first is { } a && last is { } b && a > b) (first, last) = (b, a);
        var end = last ?? (first is { } only && only > today ? only : today);
        var begin = first ?? Back(end, 29);
        return new Period(end.DayNumber - begin.DayNumber >= MostDays ? Back(end, MostDays - 1) : begin, end);
    }

    /// <summary>'2026-11-01'.</summary>
    public static string Text(DateOnly day) => day.ToString(Day, CultureInfo.InvariantCulture);

    /// <summary>'2026-11-01 to 2026-11-30'.</summary>
    public override string ToString() => From == To ? Text(From) : $"{Text(From)} to {Text(To)}";

    private static DateOnly Back(DateOnly day, int days) => DateOnly.FromDayNumber(Math.Max(0, day.DayNumber - days));

    private static DateOnly? Read(string? text) => DateOnly.TryParseExact(text, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
