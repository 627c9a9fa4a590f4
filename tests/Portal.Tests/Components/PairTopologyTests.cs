using Bunit;
using Portal.Components.Controls;
using Portal.Core.Pairs;
using Portal.Core.Runs;
using Portal.Tests.Pages;

namespace Portal.Tests.Components;

public sealed class PairTopologyTests : ControlContext
{
    private readonly Story _story = Story.Planned();

    [Fact]
    public void Users_are_led_to_the_active_server_and_replication_goes_from_it()
    {
        var shown = Show(_story.Snapshot);

        Assert.Contains("served by Primary", shown.Find(".service").TextContent, StringComparison.Ordinal);
        Assert.NotNull(shown.Find(".route .drop.to-primary"));
        Assert.NotNull(shown.Find(".rep.right"));
        Assert.Contains("from Primary to Secondary", shown.Markup, StringComparison.Ordinal);
        Assert.Contains("10.20.4.11", shown.Find(".srv.at-primary").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_switchover_moves_the_one_arrow_and_is_announced()
    {
        var shown = Show(_story.Snapshot);
        Assert.Equal("", shown.Find("[role=status]").TextContent);

        Again(shown, Roles(Role.Passive, Role.Active));

        Assert.NotNull(Assert.Single(shown.FindAll(".route .drop")).ClassList.FirstOrDefault(c => c == "to-secondary"));
        Assert.NotNull(shown.Find(".rep.left"));
        Assert.Contains("Primary passive, Secondary active", shown.Find("[role=status]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void New_readings_of_the_same_roles_announce_nothing()
    {
        var shown = Show(_story.Snapshot);
        _story.Tick();

        Again(shown, _story.Snapshot);

        Assert.Equal("", shown.Find("[role=status]").TextContent);
    }

    [Theory]
    [InlineData(Role.Active, Role.Active, "both servers say that they are active", 2)]
    [InlineData(Role.Passive, Role.Passive, "no server is active", 0)]
    public void Two_actives_and_none_are_unmistakable(Role primary, Role secondary, string told, int arrows)
    {
        var shown = Show(Roles(primary, secondary));

        Assert.Contains(told, shown.Find(".service .stop.reach").TextContent, StringComparison.Ordinal);
        Assert.Equal(arrows, shown.FindAll(".route .drop").Count);
        Assert.NotNull(shown.Find(".rep.none"));
    }

    [Fact]
    public void Unknown_roles_lead_nobody_anywhere_and_say_why()
    {
        var shown = Show(PairSnapshot.Unknown(_story.Pair.Id, "The portal was just started.", _story.Time.GetUtcNow(), "test"));

        Assert.Contains("it is not known which server is active", shown.Find(".service .unk.reach").TextContent, StringComparison.Ordinal);
        Assert.Empty(shown.FindAll(".route .drop"));
        Assert.All(shown.FindAll(".srv"), server => Assert.Contains("The portal was just started.", server.TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void A_server_that_is_away_says_why_and_what_it_was_last()
    {
        var now = _story.Time.GetUtcNow();
        var away = ServerSnapshot.Unknown(Identity.Secondary, "Connection timed out.", now, "test") with { Reach = Reading.Known(Reachability.Unreachable, now, "test") with { Why = "Connection timed out." } };
        var shown = Render<PairTopology>(p => p.Add(x => x.Pair, _story.Pair).Add(x => x.Snapshot, _story.Snapshot.With(away)).Add(x => x.LastKnown, _story.Snapshot));

        var box = shown.Find(".srv.at-secondary.down").TextContent;
        Assert.Contains("Connection timed out.", box, StringComparison.Ordinal);
        Assert.Contains("Last known: passive", box, StringComparison.Ordinal);
        Assert.Contains("served by Primary", shown.Find(".service").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("B1i", ".srv.at-secondary", "installing 4 packages")]
    [InlineData("B3", ".srv.at-secondary", "rebooting")]
    [InlineData("B7", ".wires", "switching over to Secondary")]
    public void What_a_run_does_now_is_told_where_it_happens(string step, string where, string words)
    {
        _story.Start().UntilStep(step, StepStatus.Started, Story.Adam);

        var shown = Render<PairTopology>(p => p.Add(x => x.Pair, _story.Pair).Add(x => x.Snapshot, _story.Snapshot).Add(x => x.Run, _story.State));

        Assert.Contains(words, shown.Find($"{where} .moves").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void What_moves_without_a_run_is_told_too()
    {
        var now = _story.Time.GetUtcNow();
        var pair = _story.Snapshot with { Sync = [_story.Snapshot.Sync[0] with { Status = Reading.Known(SyncStatus.Checking, now, "test") }] };
        pair = pair.With(pair.Primary with { PackageActivity = Reading.Known(new PackageActivity("apt-get (pid 812)"), now, "test") })
            .With(pair.Secondary with { Engine = Reading.Known(EngineState.Suspended, now, "test") });

        var shown = Show(pair);

        Assert.Contains("packages in use", shown.Find(".at-primary .moves").TextContent, StringComparison.Ordinal);
        Assert.Contains("engine suspended", shown.Find(".at-secondary .moves").TextContent, StringComparison.Ordinal);
        Assert.Contains("resync", shown.Find(".wires .moves").TextContent, StringComparison.Ordinal);
    }

    private IRenderedComponent<PairTopology> Show(PairSnapshot pair) => Render<PairTopology>(p => p.Add(x => x.Pair, _story.Pair).Add(x => x.Snapshot, pair));

    private void Again(IRenderedComponent<PairTopology> shown, PairSnapshot pair) => shown.Render(p => p.Add(x => x.Pair, _story.Pair).Add(x => x.Snapshot, pair));

    private PairSnapshot Roles(Role primary, Role secondary)
    {
        var now = _story.Time.GetUtcNow();
        return _story.Snapshot.With(_story.Snapshot.Primary with { Role = Reading.Known(primary, now, "test") }).With(_story.Snapshot.Secondary with { Role = Reading.Known(secondary, now, "test") });
    }
}
