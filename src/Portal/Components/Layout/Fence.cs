using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Portal.Core.Audit;

namespace Portal.Components.Layout;

/// <summary>Keeps the failure of a page within the frame, and notes it in the log under a number that the person sees, too.</summary>
public sealed class Fence : ErrorBoundary
{
    /// <summary>Of the last failure; empty before one.</summary>
    public string Number { get; private set; } = "";

    /// <summary>What the storage said, when it was the storage that failed; else null.</summary>
    public string? Storage { get; private set; }

    [Inject]
    private ILogger<Fence> Log { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    protected override Task OnErrorAsync(Exception exception)
    {
        Number = FaultNumber.New();
        Storage = (exception as LedgerUnavailableException)?.Message;
        Log.LogError(exception, "A page failed; the person was told {FaultNumber}, at {Path}.", Number, new Uri(Navigation.Uri).AbsolutePath);
        return Task.CompletedTask;
    }
}
