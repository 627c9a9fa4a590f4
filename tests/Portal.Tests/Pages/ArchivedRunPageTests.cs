using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Portal.Components.Pages;
using Portal.Core.Runs;
using Portal.Runs;
using Portal.Tests.Keeping.Archiving;

namespace Portal.Tests.Pages;

public sealed class ArchivedRunPageTests
{
    [Fact]
    public async Task A_run_that_is_archived_names_its_file_and_one_that_never_was_does_not()
    {
        using var life = new ArchivedLife();
        var run = life.Live();
        await life.Archive();
        var archive = life.Test.Ledger.Archived!;
        await using var stage = new PageStage(Story.Olga, services => services.AddSingleton<IRunArchive>(new RunArchive(life.Test.Ledger)));

        Assert.Contains(archive.Digest, Shown(stage, run).Markup, StringComparison.Ordinal);
        var never = Shown(stage, new RunId("20261122-NEVER")).Markup;
        Assert.Contains("There is no such run", never, StringComparison.Ordinal);
        Assert.DoesNotContain(archive.Name, never, StringComparison.Ordinal);
    }

    private static IRenderedComponent<RunPage> Shown(PageStage stage, RunId run) => stage.Context.Render<RunPage>(page => page.Add(p => p.Id, run.Value));
}
