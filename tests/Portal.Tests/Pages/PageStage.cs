using System.Security.Claims;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MudBlazor;
using MudBlazor.Services;
using Portal.Components.Approvals;
using Portal.Components.Controls;
using Portal.Audit.Signing;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Live;
using Portal.Runs;
using Portal.Runs.Rehearsals;
using Portal.Security.Credentials;
using Portal.Storage.Ledger;
using Portal.Tests.Runs;
using Portal.Views;

namespace Portal.Tests.Pages;

/// <summary>Pages with everything that they ask for, over stories.</summary>
internal sealed class PageStage : IAsyncDisposable
{
    private readonly BunitContext _bunit = new();

    public PageStage(Person viewer, params Story[] stories) : this(viewer, _ => { }, stories)
    {
    }

    /// <param name="more">Adds what only this page asks for, and puts other things in the place of the fakes.</param>
    public PageStage(Person viewer, Action<IServiceCollection> more, params Story[] stories)
    {
        Time = stories.Length > 0 ? stories[0].Time : new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        _bunit.JSInterop.Mode = JSRuntimeMode.Loose;
        _bunit.JSInterop.SetupModule("./js/charts.js").SetupModule("create", _ => true);
        var services = _bunit.Services;
        services.AddMudServices();
        services.AddSingleton<TimeProvider>(Time);
        services.AddScoped<CircuitClock>();
        services.AddScoped<ViewerZone>();
        services.AddSingleton<IPeople>(People);
        services.AddSingleton<IPairFeed>(Feed);
        services.AddSingleton<IRunDesk>(Desk);
        services.AddSingleton<IRunOutput>(Output);
        services.AddSingleton<IRehearsalDesk>(at => new RehearsalDesk(Desk, Feed, Rehearsed.Stages, at.GetRequiredService<ILedger>(), Time));
        services.AddSingleton<IViewDesk>(Views);
        services.AddSingleton<IRunArchive>(new FakeArchive(stories));
        services.AddSingleton<ILedger>(new FakeLedger(stories));
        services.AddSingleton(Watch);
        services.AddSingleton<IOpenReviews, OpenReviews>();
        services.AddSingleton<IPairCatalog>(new FakeCatalog([.. stories.Select(s => s.Pair)]));
        services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
        services.AddSingleton<DecisionAnswers>();
        services.AddSingleton<ApprovalHistory>();
        services.AddSingleton<Challenges>();
        services.AddSingleton<ISecondFactors>(Factors);
        services.AddSingleton(_ => Approvals);
        services.AddSingleton<ISigningState>(Signing);
        more(services);
        _bunit.AddAuthorization().SetAuthorized(viewer.Name).SetClaims(new Claim(ClaimTypes.NameIdentifier, viewer.Id.Value));
        foreach (var story in stories) Feed.Publish(story.View());
        Dialogs = _bunit.Render<MudDialogProvider>();
    }

    public Microsoft.Extensions.Time.Testing.FakeTimeProvider Time { get; }
    public FakeSigning Signing { get; } = new();
    public FakePeople People { get; } = new();
    public PairFeed Feed { get; } = new();
    public LedgerWatch Watch { get; } = new(NullLogger<LedgerWatch>.Instance);
    public FakeDesk Desk { get; } = new();
    public FakeOutput Output { get; } = new();
    public FakeFactors Factors { get; } = new();
    public ApprovalSettings Approvals { get; set; } = new(Demand.Password);
    public FakeViews Views { get; } = new();
    public IRenderedComponent<MudDialogProvider> Dialogs { get; }
    public NavigationManager Navigation => _bunit.Services.GetRequiredService<NavigationManager>();

    public BunitContext Context => _bunit;

    /// <summary>Lets the page's clock go on in small steps, at most 4 s, until the page shows it; fails with the last assertion.</summary>
    public async Task Soon(Action assertion)
    {
        for (var step = 0; ; step++)
        {
            try
            {
                assertion();
                return;
            }
            catch (Exception fault) when (fault is Xunit.Sdk.XunitException or ElementNotFoundException && step < 80)
            {
                Time.Advance(TimeSpan.FromMilliseconds(50));
                await Task.Delay(10);
            }
        }
    }

    /// <summary>Renders a page that reads away from its circuit, and waits until it has what is looked for.</summary>
    public async Task<IRenderedComponent<T>> Shown<T>(string selector)
        where T : IComponent
    {
        var page = _bunit.Render<T>();
        await Soon(() => page.Find(selector));
        return page;
    }

    public ValueTask DisposeAsync() => _bunit.DisposeAsync();
}
