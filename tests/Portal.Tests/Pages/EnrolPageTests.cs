using System.Collections.Immutable;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Portal.Components.Pages;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Ports;

namespace Portal.Tests.Pages;

public sealed class EnrolPageTests
{
    private static readonly Person Root = new(new UserId("u-root"), "Root Admin", Standing.Active, [PortalRole.Admin]);

    [Fact]
    public async Task An_admin_gets_the_commands_the_digest_and_where_it_stands()
    {
        await using var stage = Stage(Root, new FakeEnrolments());
        var page = Open(stage);

        page.WaitForAssertion(() => Assert.Contains("portal-host answers.", page.Markup));
        Assert.Equal(["id -u portal", "install portal-host"], page.FindAll("ol pre").Select(p => p.TextContent));
        Assert.Contains("cafe", page.Find(".digest").TextContent);
    }

    [Fact]
    public async Task A_key_that_is_shown_and_pinned_is_equal_and_needs_no_setting()
    {
        await using var stage = Stage(Root, new FakeEnrolments { Shown = ["SHA256:aaaa", "SHA256:other-kind"] });
        var page = Open(stage);

        page.WaitForAssertion(() => Assert.Equal(["equal", "another kind of key"], Verdicts(page)));
    }

    [Fact]
    public async Task Another_key_than_the_pinned_one_is_not_equal_and_says_what_to_write()
    {
        await using var stage = Stage(Root, new FakeEnrolments { Shown = ["SHA256:evil"] });
        var page = Open(stage);

        page.WaitForAssertion(() => Assert.Equal(["not equal", "not equal"], Verdicts(page)));
        Assert.Contains("\"SHA256:evil\"", page.Find("pre[aria-label=Setting]").TextContent);
        Assert.Contains("\"erp-db-01\"", page.Find("pre[aria-label=Setting]").TextContent);
    }

    [Fact]
    public async Task A_server_that_shows_nothing_leaves_the_pinned_key_unknown()
    {
        await using var stage = Stage(Root, new FakeEnrolments { Shown = [] });
        var page = Open(stage);

        page.WaitForAssertion(() => Assert.Equal(["not shown now"], Verdicts(page)));
    }

    [Fact]
    public async Task Who_is_no_admin_sees_why_and_no_command()
    {
        var enrolments = new FakeEnrolments();
        await using var stage = Stage(Story.Olga, enrolments);
        var page = Open(stage);

        Assert.Contains("Only an Admin enrols servers", page.Markup);
        Assert.Empty(page.FindAll("pre, table"));
        Assert.Equal(0, enrolments.Asked);
    }

    private static PageStage Stage(Person viewer, FakeEnrolments enrolments)
    {
        var stage = new PageStage(viewer, services => services.AddSingleton<IEnrolments>(enrolments), Story.Planned());
        stage.People.Everybody.Add(Root);
        return stage;
    }

    private static IRenderedComponent<EnrolPage> Open(PageStage stage) =>
        stage.Context.Render<EnrolPage>(p => p.Add(x => x.Id, "erp-db-01").Add(x => x.Server, "primary"));

    private static IEnumerable<string> Verdicts(IRenderedComponent<EnrolPage> page) => page.FindAll("tbody .chip").Select(c => c.TextContent.Trim());

    private sealed class FakeEnrolments : IEnrolments
    {
        public ImmutableArray<string> Shown { get; init; } = ["SHA256:aaaa"];
        public int Asked { get; private set; }

        public Task<Enrolment> Check(Pair pair, Identity identity, CancellationToken stop)
        {
            Asked++;
            return Task.FromResult(new Enrolment(identity, EnrolmentState.Enrolled, "portal-host answers."));
        }

        public EnrolmentInstructions Instructions(Pair pair, Identity identity)
        {
            Asked++;
            return new EnrolmentInstructions(["id -u portal", "install portal-host"], "cafe", "ssh-ed25519 AAAA portal");
        }

        public Task<ImmutableArray<string>> ShownHostKeys(Pair pair, Identity identity, CancellationToken stop) => Task.FromResult(Shown);
    }
}
