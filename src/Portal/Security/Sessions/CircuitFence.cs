using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Portal.Core.Audit;
using Portal.Live;
using Portal.Security.Stores;

namespace Portal.Security.Sessions;

/// <summary>Lets nothing that a browser sends into an open page whose session has ended: what it asks for is refused at once, not only when the page is looked at again.</summary>
internal sealed class CircuitFence(SignedInPeople people, SecurityJournal journal, AuthenticationStateProvider state) : CircuitHandler
{
    private ClaimsPrincipal? _who;
    private bool _closed;

    // Before a page could forget whose it is.
    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken) => _who = (await state.GetAuthenticationStateAsync()).User;

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) =>
        context => IsShut() ? Task.CompletedTask : next(context);

    private bool IsShut()
    {
        if (_closed || _who is not { Identity.IsAuthenticated: true } who || people.StillIn(who)) return _closed;
        _closed = true;
        Tell(who);
        (state as CircuitPerson)?.Leave();
        return true;
    }

    // Once a page: what came is not known here, and a page that draws itself sends as well. Who signed out left the other pages of that browser behind, which is no news.
    private void Tell(ClaimsPrincipal who)
    {
        try
        {
            if (people.SessionOf(who)?.EndedWhy is { } why and not SessionEnds.SignedOut && Callers.IdOf(who) is { } id)
                journal.Refused(id, "session.page", $"The session of this page was over ({why}), so nothing that the page sent was done.");
        }
        catch (LedgerUnavailableException)
        {
            // Nothing is done in any case.
        }
    }
}
