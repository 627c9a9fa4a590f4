using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;
using Portal.Core.People;
using Portal.Core.Runs;

namespace Portal.Tests.Pages;

/// <summary>Stories in which somebody breaks the glass.</summary>
internal static class GlassStory
{
    public const string Why = "The site is down and nobody answers the phone.";

    /// <summary>Olga, who requested the run and may break the glass.</summary>
    public static readonly Person Olga = Story.Olga with { Roles = [PortalRole.Viewer, PortalRole.Operator, PortalRole.Approver, PortalRole.BreakGlass] };

    /// <summary>An Admin who may approve nothing, and review.</summary>
    public static readonly Person Vera = Story.Vera with { Name = "Vera Admin", Roles = [PortalRole.Viewer, PortalRole.Admin] };

    private static readonly ImmutableArray<Person> Cast = [Olga, Story.Adam, Vera];

    /// <summary>Waits for a second admin at B2.</summary>
    public static Story Asking(FakeTimeProvider? time = null, string pair = "erp-db-01") => Story.Planned(id: pair, time: time, people: Cast).Start().UntilAsked("B2");

    /// <summary>The glass was broken for B2, and the step has not begun yet.</summary>
    public static Story Broken(FakeTimeProvider? time = null, string pair = "erp-db-01")
    {
        var story = Asking(time, pair);
        return story.Do(new RunCommand.BreakGlass(Olga, story.State.Asked!.Step, story.State.Asked.Digest, Why, "password"));
    }

    /// <summary>And the run has ended since.</summary>
    public static Story Ended(FakeTimeProvider? time = null, string pair = "erp-db-01") => Broken(time, pair).Until(s => s.Ended, Story.Adam);

    public static Story Reviewed(this Story story, Person by, bool justified) =>
        story.Do(new RunCommand.ReviewGlass(by, story.State.GlassBreaks[0].Digest, justified, "Two of us were on call."));

    internal sealed class People : IPeople
    {
        public Person? Find(UserId id) => Cast.FirstOrDefault(p => p.Id == id);

        public ImmutableArray<Person> All() => Cast;
    }
}
