using Portal.Components.Looks;
using Portal.Components.Pairs;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Runs;
using Portal.Live;
using Portal.Tests.Pages;

namespace Portal.Tests.Components;

public sealed class PairStandingTests
{
    private readonly Story _story = Story.Planned();

    [Fact]
    public void A_pair_in_order_has_nothing_to_say() => Assert.Empty(Of(View));

    [Fact]
    public void A_pair_that_nobody_looked_at_says_that_and_nothing_else()
    {
        var only = Assert.Single(Of(PairShown.NotYet(_story.Pair, Now)));

        Assert.Equal((Tone.Unknown, "This pair has not been looked at yet"), (only.Tone, only.Title));
    }

    [Fact]
    public void A_pause_says_who_why_since_when_and_what_was_known_last()
    {
        var only = Assert.Single(Of(View with { Paused = new WatchPause(Story.Olga.Id, Now, "The rack is moved."), Snapshot = PairSnapshot.Unknown(_story.Pair.Id, "paused", Now, "test") }));

        Assert.Equal("Watching is paused by Olga Operator", only.Title);
        Assert.StartsWith("The rack is moved. Nothing of this pair is read, for anybody; when last seen: Primary active, Secondary passive.", only.Known, StringComparison.Ordinal);
        Assert.Equal(Now, only.Since);
    }

    [Fact]
    public void Both_active_and_none_active_come_first_and_in_red()
    {
        Assert.Equal((Tone.Stop, "Both servers say that they are active"), Told(Assert.Single(Of(View with { Snapshot = Roles(Role.Active, Role.Active) }))));
        Assert.Equal((Tone.Stop, "Neither server is active"), Told(Assert.Single(Of(View with { Snapshot = Roles(Role.Passive, Role.Passive) }))));
    }

    [Fact]
    public void An_unreachable_server_says_why_what_it_was_last_and_where_to_look()
    {
        var only = Assert.Single(Of(View with { Snapshot = Away() }));

        Assert.Equal((Tone.Stop, "Secondary is not reachable"), Told(only));
        Assert.Equal("Connection timed out. When last seen it was passive.", only.Known);
        Assert.Contains("10.20.4.12", only.Do, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EnrolmentState.NotEnrolled, "Secondary is not enrolled")]
    [InlineData(EnrolmentState.HostKeyChanged, "Secondary shows another host key")]
    [InlineData(EnrolmentState.WrongVersion, "Secondary has another version of portal-host")]
    public void An_enrolment_that_stops_the_portal_is_the_cause_and_leads_to_its_page(EnrolmentState state, string title)
    {
        var only = Assert.Single(Of(View with { Snapshot = Away(), Enrolment = [new Enrolment(Identity.Secondary, state, "So it is.")] }));

        Assert.Equal((title, "/pairs/erp-db-01/enrol/secondary"), (only.Title, only.Href));
    }

    [Fact]
    public void What_a_run_does_on_purpose_is_no_problem()
    {
        _story.Start().UntilStep("B3", StepStatus.Started, Story.Adam);
        Assert.Empty(Of(View with { Snapshot = Away() }));

        _story.UntilStep("B7", StepStatus.Started, Story.Adam);
        Assert.Empty(Of(View with { Snapshot = Roles(Role.Passive, Role.Passive) }));
        Assert.NotEmpty(Of(View with { Snapshot = Away() }));
    }

    private DateTimeOffset Now => _story.Time.GetUtcNow();

    private PairView View => _story.View() with { WatchedSince = Now, LastKnown = _story.Snapshot };

    private static IReadOnlyList<PairStanding> Of(PairView view) => PairStanding.Of(view, id => new FakePeople().Find(id)!.Name);

    private static (Tone, string) Told(PairStanding standing) => (standing.Tone, standing.Title);

    private PairSnapshot Away() => _story.Snapshot.With(ServerSnapshot.Unknown(Identity.Secondary, "Connection timed out.", Now, "test") with
    {
        Reach = Reading.Known(Reachability.Unreachable, Now, "test") with { Why = "Connection timed out." },
    });

    private PairSnapshot Roles(Role primary, Role secondary) =>
        _story.Snapshot.With(_story.Snapshot.Primary with { Role = Reading.Known(primary, Now, "test") }).With(_story.Snapshot.Secondary with { Role = Reading.Known(secondary, Now, "test") });
}
