using Bunit;
using Portal.Components.Pairs;
using Portal.Core.Pairs;

namespace Portal.Tests.Components;

public sealed class RolesSaidTests : ControlContext
{
    private static readonly PairSnapshot Normal = Roles(Role.Active, Role.Passive, Noon);

    [Fact]
    public void Roles_are_told_once_when_they_move_and_not_at_every_reading()
    {
        var said = Render<RolesSaid>(p => p.Add(s => s.Snapshot, Normal));
        Assert.Equal("", said.Find("[role=status]").TextContent);

        said.Render(p => p.Add(s => s.Snapshot, Roles(Role.Passive, Role.Active, Noon.AddSeconds(1))));
        Assert.Equal("Secondary is active now, Primary passive.", said.Find("[role=status]").TextContent);

        var changes = 0;
        said.OnMarkupUpdated += (_, _) => changes++;
        for (var second = 2; second < 30; second++) said.Render(p => p.Add(s => s.Snapshot, Roles(Role.Passive, Role.Active, Noon.AddSeconds(second))));
        Assert.Equal(0, changes);
    }

    [Fact]
    public void A_role_that_is_not_known_for_a_moment_is_no_change()
    {
        var said = Render<RolesSaid>(p => p.Add(s => s.Snapshot, Normal));
        said.Render(p => p.Add(s => s.Snapshot, Normal with { Secondary = Normal.Secondary with { Role = Reading.Unknown<Role>("It restarts.", Noon, "test") } }));
        said.Render(p => p.Add(s => s.Snapshot, Normal));
        Assert.Equal("", said.Find("[role=status]").TextContent);
    }

    [Fact]
    public void Two_actives_are_told()
    {
        var said = Render<RolesSaid>(p => p.Add(s => s.Snapshot, Normal));
        said.Render(p => p.Add(s => s.Snapshot, Roles(Role.Active, Role.Active, Noon)));
        Assert.Equal("Both servers say that they are active.", said.Find("[role=status]").TextContent);
    }

    [Fact]
    public void Another_pair_is_no_change_of_roles()
    {
        var said = Render<RolesSaid>(p => p.Add(s => s.Snapshot, Normal));
        said.Render(p => p.Add(s => s.Snapshot, Roles(Role.Passive, Role.Active, Noon) with { Pair = new PairId("other-01") }));
        Assert.Equal("", said.Find("[role=status]").TextContent);
    }

    private static PairSnapshot Roles(Role primary, Role secondary, DateTimeOffset at)
    {
        var blank = PairSnapshot.Unknown(new PairId("erp-db-01"), "not read yet", at, "test");
        return blank.With(blank.Primary with { Role = Reading.Known(primary, at, "test") }).With(blank.Secondary with { Role = Reading.Known(secondary, at, "test") });
    }
}
