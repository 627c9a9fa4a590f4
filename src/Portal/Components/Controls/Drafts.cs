using Microsoft.JSInterop;

namespace Portal.Components.Controls;

/// <summary>What the browser keeps of what somebody wrote, until it was sent; see wwwroot/js/drafts.js.</summary>
public static class Drafts
{
    /// <summary>The portal has taken what these fields of the current page had.</summary>
    /// <param name="names">As in the fields' data-draft.</param>
    public static async ValueTask Forget(IJSRuntime browser, params string[] names)
    {
        try
        {
            await browser.InvokeVoidAsync("portal.forgetDrafts", [.. names]);
        }
        catch (Exception fault) when (fault is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // The page is gone: what it wrote is offered once more, which does no harm.
        }
    }
}
