using Microsoft.Extensions.Time.Testing;
using Portal.Reports;

namespace Portal.Tests.Reports;

public sealed class ReportPressTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_report_that_takes_too_long_is_given_up_with_a_sentence()
    {
        using var press = new ReportPress(_time);
        var under = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var made = press.Make<int>(stop =>
        {
            under.SetResult();
            stop.WaitHandle.WaitOne();
            stop.ThrowIfCancellationRequested();
            return 1;
        }, TestContext.Current.CancellationToken);
        await under.Task;
        _time.Advance(ReportPress.Limit);

        Assert.Contains("60 s", (await Assert.ThrowsAsync<ReportTooSlowException>(() => made)).Message, StringComparison.Ordinal);
        Assert.Equal(2, await press.Make(_ => 2, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_third_report_waits_for_a_place_and_not_for_ever()
    {
        using var press = new ReportPress(_time);
        using var done = new ManualResetEventSlim();
        int Slow(CancellationToken stop)
        {
            done.Wait(stop);
            return 1;
        }

        Task<int>[] under = [press.Make(Slow, TestContext.Current.CancellationToken), press.Make(Slow, TestContext.Current.CancellationToken)];
        var third = press.Make(_ => 3, TestContext.Current.CancellationToken);
        Assert.False(third.IsCompleted);
        _time.Advance(ReportPress.Patience);
        await Assert.ThrowsAsync<ReportTooSlowException>(() => third);

        var fourth = press.Make(_ => 4, TestContext.Current.CancellationToken);
        done.Set();
        var all = await Task.WhenAll([.. under, fourth]);
        Assert.Equal([1, 1, 4], all);
    }

    [Fact]
    public async Task A_report_that_nobody_waits_for_leaves_its_place()
    {
        using var press = new ReportPress(_time);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        gone.Cancel();

        for (var i = 0; i < 3; i++) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => press.Make(_ => 1, gone.Token));

        Assert.Equal(2, await press.Make(_ => 2, TestContext.Current.CancellationToken));
    }
}
