using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Logging.Abstractions;
using Portal.Core.People;
using Portal.Security;
using Portal.Security.Sessions;
using Portal.Security.Stores;

namespace Portal.Tests.Security.Sessions;

/// <summary>What the browser of an open page sends, and whether it is let in.</summary>
public sealed class CircuitFenceTests : IDisposable
{
    private readonly TestPeople test = new();
    private int let;

    public void Dispose() => test.Dispose();

    [Fact]
    public async Task A_page_whose_session_ended_is_nobodys_with_the_next_thing_that_it_sends()
    {
        var person = await test.Create("first", PortalRole.Operator);
        var (page, state, session) = await Open(person);
        await page();
        Assert.Equal(1, let);

        test.Sessions.End(person.UserId, new UserId("admin"), _ => true);
        await page();
        await page();

        Assert.Equal(1, let);
        Assert.False((await state.GetAuthenticationStateAsync()).User.Identity!.IsAuthenticated);
        var refused = Assert.Single(test.Ledger.Read(SecurityJournal.Stream), e => e.Kind == "action.refused");
        Assert.Equal(person.UserId, refused.Actor);
        Assert.Contains(SessionEnds.ByAdmin, refused.Data, StringComparison.Ordinal);
        Assert.DoesNotContain(session, refused.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_other_pages_of_a_browser_that_signed_out_are_shut_and_are_no_news()
    {
        var person = await test.Create("first");
        var (page, _, session) = await Open(person);

        test.Sessions.SignOut(test.Sessions.Find(session)!);
        await page();

        Assert.Equal(0, let);
        Assert.DoesNotContain(test.Kinds(SecurityJournal.Stream), kind => kind == "action.refused");
    }

    [Fact]
    public async Task A_page_is_of_whoever_opened_it_even_after_it_was_told_that_it_is_nobodys()
    {
        var person = await test.Create("first");
        var (page, state, _) = await Open(person);

        test.Sessions.End(person.UserId, person.UserId, _ => true);
        // As the half-minute look would, before the page sends anything.
        state.Leave();
        await page();

        Assert.Equal(0, let);
    }

    private async Task<(Func<Task> Page, CircuitPerson State, string Session)> Open(PortalUser person)
    {
        var session = test.Sessions.Begin(person, "Firefox on Windows", "10.0.0.7");
        var who = new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, person.Id), new(SignedInPeople.SessionClaim, session)], "test"));
        var people = new SignedInPeople(test.Sessions);
        var state = new CircuitPerson(NullLoggerFactory.Instance, people);
        state.SetAuthenticationState(Task.FromResult(new AuthenticationState(who)));
        var fence = new CircuitFence(people, test.Journal, state);
        await fence.OnCircuitOpenedAsync(null!, default);
        var handler = fence.CreateInboundActivityHandler(_ =>
        {
            let++;
            return Task.CompletedTask;
        });
        return (() => handler(null!), state, session);
    }
}
