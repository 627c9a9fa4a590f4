using System.Collections.Immutable;
using Portal.Components.Controls;
using Portal.Components.Plans;
using Portal.Core.Pairs;
using Portal.Core.People;

namespace Portal.Tests.Components;

public sealed class KeptWordsTests
{
    [Fact]
    public void What_was_left_out_of_a_plan_is_read_back_as_it_was_written()
    {
        PerServer<ImmutableHashSet<string>> leaveOut = new(["openssl", "lib-g++:i386"], ["bash"]);

        var line = LeftOut.Write(leaveOut);
        Assert.Equal("Primary/lib-g++:i386 Primary/openssl Secondary/bash", line);
        var back = LeftOut.Read(line);
        Assert.All(Identities.Both, server => Assert.True(back[server].SetEquals(leaveOut[server])));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense / Tertiary/x")]
    public void What_cannot_be_read_is_not_left_out(string line) => Assert.All(Identities.Both, server => Assert.Empty(LeftOut.Read(line)[server]));

    [Fact]
    public void Who_lacks_a_role_is_told_who_can_give_it()
    {
        Assert.Equal("Nobody who could give it is active: whoever runs the portal has to help.", RoleHelp.WhoGives([Of("a", PortalRole.Viewer)]));
        Assert.Equal("b can give it to you, under People.", RoleHelp.WhoGives([Of("a", PortalRole.Viewer), Of("b", PortalRole.Admin), Of("c", PortalRole.Admin) with { Standing = Standing.Deactivated }]));
        Assert.Equal("a, b or c can give it to you, under People.", RoleHelp.WhoGives([Of("c", PortalRole.Admin), Of("a", PortalRole.Admin), Of("b", PortalRole.Admin)]));
        Assert.Equal("a, b, c or another Admin can give it to you, under People.", RoleHelp.WhoGives([.. "abcd".Select(name => Of(name.ToString(), PortalRole.Admin))]));
    }

    private static Person Of(string name, PortalRole role) => new(new UserId(name), name, Standing.Active, [role]);
}
