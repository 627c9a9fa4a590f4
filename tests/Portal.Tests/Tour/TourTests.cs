using Portal.Components.Tour;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Tests.Pages;

namespace Portal.Tests.Tour;

public sealed class TourTests
{
    private static readonly Person Operator = new(new UserId("u-olga"), "operator", Standing.Active, [PortalRole.Viewer, PortalRole.Operator]);
    private static readonly Person SecondAdmin = new(new UserId("u-adam"), "second.admin", Standing.Active, [PortalRole.Viewer, PortalRole.Approver, PortalRole.Auditor, PortalRole.Admin]);

    [Theory]
    [InlineData("/", TourStop.OpenPair)]
    [InlineData("/help/people", TourStop.OpenPair)]
    [InlineData("/pairs", TourStop.OpenPair)]
    [InlineData("/pairs/erp-db-01", TourStop.Plan)]
    [InlineData("/pairs/erp-db-01/plan", TourStop.Request)]
    public void Before_there_is_a_run_the_page_tells_the_stop(string path, TourStop stop) => Assert.Equal(stop, TourStops.At(path, null));

    [Fact]
    public void A_run_tells_the_stop_on_whatever_page_somebody_is()
    {
        var story = Story.Planned();
        Assert.Equal(TourStop.Request, TourStops.At("/", story.State));
        story.Start();
        Assert.Equal(TourStop.Approve, TourStops.At("/", story.State));
        story.UntilAsked("B2");
        Assert.Equal(TourStop.Approve, TourStops.At("/approvals", story.State));
        story.Approve();
        Assert.Equal(TourStop.Watch, TourStops.At("/approvals", story.State));
        story.UntilStep("B3", StepStatus.Done, Story.Adam);
        Assert.Equal(TourStop.Watch, TourStops.At("/", story.State));
        story.Until(run => run.Ended, Story.Adam);
        Assert.Equal(TourStop.Audit, TourStops.At("/", story.State));
    }

    [Fact]
    public void Nobody_is_asked_for_what_they_may_not_do()
    {
        var story = Story.Planned().Start().UntilAsked("B2");

        Assert.Contains("second.admin", TourWords.For(TourStop.Approve, Operator, story.State).Text, StringComparison.Ordinal);
        Assert.Equal("/approvals", TourWords.For(TourStop.Approve, SecondAdmin, story.State).Go);
        Assert.Contains("operator", TourWords.For(TourStop.OpenPair, SecondAdmin, null).Text, StringComparison.Ordinal);
        Assert.Null(TourWords.For(TourStop.Audit, Operator, story.State).Go);
        Assert.Equal("/audit", TourWords.For(TourStop.Audit, SecondAdmin, story.State).Go);
    }
}
