using Portal.Browser.Tests.Portals;

namespace Portal.Browser.Tests.People;

/// <summary>The people of one test, each at a browser of their own; at the end none of the browsers may have complained.</summary>
public abstract class Cast(Chrome chrome) : IAsyncLifetime
{
    private readonly List<Viewer> _people = [];

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        try
        {
            await Begin();
        }
        catch
        {
            // Nobody else ends what a failed beginning left.
            await Close(failed: true);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        var complaints = _people.SelectMany(one => one.Complaints.All.Select(what => $"{one.Name}: {what}")).ToArray();
        await Close(TestContext.Current.TestState?.Result == TestResult.Failed || complaints.Length > 0);
        GC.SuppressFinalize(this);
        Assert.True(complaints.Length == 0, $"Browsers complained:\n{string.Join('\n', complaints.Take(20))}");
    }

    /// <summary>What a test of this class finds when it starts.</summary>
    private protected virtual Task Begin() => Task.CompletedTask;

    private protected async Task<Viewer> Enter(PortalProcess portal, string name)
    {
        var viewer = await Viewer.Open(chrome.Browser, portal.Address, name);
        _people.Add(viewer);
        return viewer;
    }

    /// <summary>Signed in at http://localhost: the one name at which a browser allows passkeys without https.</summary>
    private protected async Task<Viewer> SignedInAtName(PortalProcess portal, string name)
    {
        var viewer = await Viewer.Open(chrome.Browser, new UriBuilder(portal.Address) { Host = "localhost" }.Uri, name);
        _people.Add(viewer);
        await viewer.SignIn(portal.PasswordOf(name));
        return viewer;
    }

    private protected async Task<Viewer> SignedIn(PortalProcess portal, string name, string password)
    {
        var viewer = await Enter(portal, name);
        await viewer.SignIn(password);
        return viewer;
    }

    private protected static void Note(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);

    /// <summary>Ends what the test began, before its browsers.</summary>
    private protected virtual ValueTask End() => ValueTask.CompletedTask;

    private async Task Close(bool failed)
    {
        foreach (var one in _people)
        {
            if (failed) await Picture(one);
            await one.DisposeAsync();
        }
        await End();
    }

    private static async Task Picture(Viewer one)
    {
        try
        {
            await one.ShootOnce($"failed-{TestContext.Current.TestMethod?.MethodName}");
        }
        catch (Exception fault) when (fault is Microsoft.Playwright.PlaywrightException or TimeoutException)
        {
            Note($"No picture of {one.Name}'s page: {fault.Message}");
        }
    }
}
