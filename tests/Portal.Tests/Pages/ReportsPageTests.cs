using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Portal.Audit;
using Portal.Audit.Signing;
using Portal.Components.Pages;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Reports;
using Portal.Reports.Periods;
using Portal.Tests.Reports;
using Portal.Tests.Storage;

namespace Portal.Tests.Pages;

public sealed class ReportsPageTests : IDisposable
{
    private static readonly Person Ada = new(new UserId("u-ada"), "Ada Auditor", Standing.Active, [PortalRole.Auditor]);
    private readonly TestLedger _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task A_time_is_told_in_tables_that_lead_to_runs_and_entries()
    {
        var story = Evidences.Whole();
        Evidences.Write(_test.Ledger, story, _test.Clock.SetUtcNow);
        await using var stage = Stage(Ada);
        var page = stage.Context.Render<ReportsPage>();

        await stage.Soon(() => Assert.Contains("1 run, no exceptions", page.Markup));
        Assert.NotEmpty(page.FindAll($"a[href='/runs/{story.State.Id}']"));
        Assert.NotEmpty(page.FindAll("a[href^='/audit/entries/']"));
        Assert.Equal(["/reports/period.pdf?from=2026-10-24&to=2026-11-22", "/reports/period.html?from=2026-10-24&to=2026-11-22", "/reports/period.csv?from=2026-10-24&to=2026-11-22"], page.FindAll("a[download]").Select(a => a.GetAttribute("href")));
        Assert.Equal("30 days", page.Find(".spans a[aria-current]").TextContent);
    }

    [Fact]
    public async Task Another_time_is_chosen_by_the_address_and_an_empty_one_says_so()
    {
        Evidences.Write(_test.Ledger, Evidences.Whole(), _test.Clock.SetUtcNow);
        await using var stage = Stage(Ada);
        stage.Navigation.NavigateTo("/reports?from=2026-01-01&to=2026-01-31");
        var page = stage.Context.Render<ReportsPage>();

        await stage.Soon(() => Assert.Contains("No run did anything in this time", page.Markup));
        Assert.Equal("2026-01-01", page.Find("input[name=from]").GetAttribute("value"));
        stage.Navigation.NavigateTo("/reports?from=2026-11-01&to=2026-11-30");
        await stage.Soon(() => Assert.Contains("1 run, no exceptions", page.Markup));
    }

    [Fact]
    public async Task A_time_that_is_too_long_is_shortened_and_the_page_says_so()
    {
        await using var stage = Stage(Ada);
        stage.Navigation.NavigateTo("/reports?from=2020-01-01&to=2026-11-22");
        var page = stage.Context.Render<ReportsPage>();

        await stage.Soon(() => Assert.Contains("at most 366 days: this one begins at 2025-11-22", page.Markup));
    }

    [Fact]
    public async Task Who_is_no_auditor_sees_why_and_nothing_is_made()
    {
        Evidences.Write(_test.Ledger, Evidences.Whole(), _test.Clock.SetUtcNow);
        await using var stage = Stage(Story.Olga);
        var page = stage.Context.Render<ReportsPage>();

        Assert.Contains(AuditReaders.WhyNot, page.Markup);
        Assert.Empty(page.FindAll("table, a[download], input"));
    }

    private PageStage Stage(Person viewer)
    {
        var stage = new PageStage(viewer, services =>
        {
            services.AddSingleton<ILedger>(_test.Ledger).AddSingleton(_test.Ledger).AddSingleton(_test.Database).AddSingleton(_test.Watch).AddSingleton<CheckpointStore>();
            services.AddSingleton(at => new Lazy<Signer>(() => Signer.Open(Path.Combine(Path.GetDirectoryName(_test.Path)!, "key.pem"), at.GetRequiredService<CheckpointStore>(), _test.Clock)));
            services.AddSingleton<ReportPress>().AddSingleton<PeriodSources>();
        });
        stage.Time.SetUtcNow(new DateTimeOffset(2026, 11, 22, 23, 0, 0, TimeSpan.Zero));
        stage.People.Everybody.Add(Ada);
        return stage;
    }
}
