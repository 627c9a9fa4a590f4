using System.Globalization;
using Portal.Core.Pairs;
using Portal.Core.Procedures;

namespace Portal.Core.Tests.Procedures;

public sealed class WindowTests
{
    private static MaintenanceWindow Window(string from, string to, params DayOfWeek[] days) =>
        new([.. days], TimeOnly.Parse(from, CultureInfo.InvariantCulture), TimeOnly.Parse(to, CultureInfo.InvariantCulture), "Europe/Vienna");

    private static DateTimeOffset Utc(string at) => DateTimeOffset.Parse(at + "Z", CultureInfo.InvariantCulture);

    private static string? Left(MaintenanceWindow window, string at) => Windows.Left(window, Utc(at))?.ToString("c");

    [Fact]
    public void Without_windows_it_is_always_open()
    {
        Assert.IsType<Verdict.Pass>(Windows.Check([], Utc("2026-11-22T12:00:00")));
        Assert.IsType<Verdict.Pass>(Windows.Check(default, Utc("2026-11-22T12:00:00")));
    }

    [Theory]
    [InlineData("2026-11-21T20:59:59", null)]
    [InlineData("2026-11-21T21:00:00", "06:00:00")]
    [InlineData("2026-11-21T23:30:00", "03:30:00")]
    [InlineData("2026-11-22T02:59:59", "00:00:01")]
    [InlineData("2026-11-22T03:00:00", null)]
    [InlineData("2026-11-22T21:00:00", null)]
    public void A_window_over_midnight_belongs_to_the_day_on_which_it_opens(string at, string? left) =>
        Assert.Equal(left, Left(Window("22:00", "04:00", DayOfWeek.Saturday), at));

    [Theory]
    [InlineData("2026-11-20T22:59:59", null)]
    [InlineData("2026-11-20T23:00:00", "1.00:00:00")]
    [InlineData("2026-11-21T22:59:59", "00:00:01")]
    [InlineData("2026-11-21T23:00:00", null)]
    public void A_window_that_closes_when_it_opens_lasts_a_day(string at, string? left) =>
        Assert.Equal(left, Left(Window("00:00", "00:00", DayOfWeek.Saturday), at));

    // On 29 March 2026 the clocks of Vienna go from 02:00 to 03:00, at 01:00 UTC.
    [Theory]
    [InlineData("22:00", "04:00", "2026-03-28T21:00:00", "05:00:00")]
    [InlineData("22:00", "04:00", "2026-03-29T01:59:59", "00:00:01")]
    [InlineData("22:00", "04:00", "2026-03-29T02:00:00", null)]
    [InlineData("22:00", "02:30", "2026-03-29T00:59:59", "00:00:01")]
    [InlineData("22:00", "02:30", "2026-03-29T01:00:00", null)]
    public void In_spring_a_window_closes_at_its_time_or_after_the_gap(string from, string to, string at, string? left) =>
        Assert.Equal(left, Left(Window(from, to, DayOfWeek.Saturday), at));

    // On 25 October 2026 they go from 03:00 back to 02:00, at 01:00 UTC.
    [Theory]
    [InlineData("22:00", "04:00", "2026-10-24T20:00:00", "07:00:00")]
    [InlineData("22:00", "04:00", "2026-10-25T02:59:59", "00:00:01")]
    [InlineData("22:00", "02:30", "2026-10-25T00:29:59", "00:00:01")]
    [InlineData("22:00", "02:30", "2026-10-25T00:30:00", null)]
    [InlineData("22:00", "02:30", "2026-10-25T01:15:00", null)]
    public void In_autumn_a_time_that_comes_twice_counts_the_first_time(string from, string to, string at, string? left) =>
        Assert.Equal(left, Left(Window(from, to, DayOfWeek.Saturday), at));

    [Fact]
    public void Any_of_several_windows_opens_and_the_refusal_names_them_all()
    {
        var windows = new[] { Window("22:00", "23:00", DayOfWeek.Saturday), Window("01:00", "02:00", DayOfWeek.Monday, DayOfWeek.Friday) };

        Assert.IsType<Verdict.Pass>(Windows.Check([.. windows], Utc("2026-11-23T00:30:00")));
        var shut = Assert.IsType<Verdict.Fail>(Windows.Check([.. windows], Utc("2026-11-22T12:00:00")));
        Assert.Contains("Saturday 22:00 to 23:00 Europe/Vienna; Monday, Friday 01:00 to 02:00 Europe/Vienna", shut.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-11-21T20:59:59", "2026-11-21T21:00:00")]
    [InlineData("2026-11-21T21:00:00", "2026-11-28T21:00:00")]
    [InlineData("2026-11-22T12:00:00", "2026-11-28T21:00:00")]
    [InlineData("2026-03-22T12:00:00", "2026-03-28T21:00:00")]
    [InlineData("2026-03-29T12:00:00", "2026-04-04T20:00:00")]
    public void The_next_opening_is_told_in_utc(string at, string opens) =>
        Assert.Equal(Utc(opens), Windows.Opens([Window("22:00", "04:00", DayOfWeek.Saturday)], Utc(at)));

    [Fact]
    public void The_first_of_several_windows_opens_next_and_none_never_does()
    {
        Assert.Equal(Utc("2026-11-23T01:00:00"), Windows.Opens([Window("22:00", "04:00", DayOfWeek.Saturday), Window("02:00", "04:00", DayOfWeek.Monday)], Utc("2026-11-22T12:00:00")));
        Assert.Null(Windows.Opens([], Utc("2026-11-22T12:00:00")));
        Assert.Null(Windows.Opens([Window("22:00", "04:00")], Utc("2026-11-22T12:00:00")));
    }
}
