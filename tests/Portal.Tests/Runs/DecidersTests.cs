using System.Collections.Immutable;
using Portal.Core.Approvals;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Runs;
using Portal.Tests.Pages;

namespace Portal.Tests.Runs;

/// <summary>Whom an operator has to call at night.</summary>
public sealed class DecidersTests
{
    private static readonly RunState Asked = Story.Planned().Start().UntilAsked("B2").State;

    private static string Words(params Person[] people) => Deciders.Words(Asked, new Everybody([.. people]));

    private static Person Approver(string name) => new(new UserId($"u-{name}"), name, Standing.Active, [PortalRole.Approver]);

    [Fact]
    public void Those_who_may_decide_are_named_and_those_who_had_a_part_are_not() =>
        Assert.Equal("May decide it: Adam Approver.", Words(Story.Adam, Story.Olga, Story.Vera));

    [Fact]
    public void A_long_list_is_cut() =>
        Assert.EndsWith("p3, p4 and 2 more.", Words([.. Enumerable.Range(0, 7).Select(i => Approver($"p{i}"))]), StringComparison.Ordinal);

    [Fact]
    public void When_nobody_may_or_too_few_may_it_says_so_and_what_to_do()
    {
        Assert.StartsWith("Nobody may decide it now", Words(Story.Olga, Story.Vera), StringComparison.Ordinal);
        var two = Asked with { Asked = Asked.Asked! with { Terms = Asked.Asked.Takes with { Approvers = 2 } } };
        Assert.Equal("It takes 2 people, and only Adam Approver may decide it. Ask an Admin.", Deciders.Words(two, new Everybody([Story.Adam, Story.Olga])));
        var one = two with { Grants = [new GrantedApproval(Story.Adam.Id, default, default, "Looked.")] };
        Assert.Equal("May decide it: p1.", Deciders.Words(one, new Everybody([Story.Adam, Approver("p1")])));
    }

    private sealed class Everybody(ImmutableArray<Person> people) : IPeople
    {
        public Person? Find(UserId id) => people.FirstOrDefault(p => p.Id == id);

        public ImmutableArray<Person> All() => people;
    }
}
