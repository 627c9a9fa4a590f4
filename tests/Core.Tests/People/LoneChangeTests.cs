using Portal.Core.People;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.People;

public sealed class LoneChangeTests
{
    private static readonly UserId Maker = new("u-maker");

    private static LoneChange Change(LoneChangeKind kind, params string[] gave) => new(1, kind, Maker, Samples.Start, [.. gave]);

    private static Person With(params LoneChange[] changes) =>
        Samples.Who("anybody", Enum.GetValues<PortalRole>()) with { Groups = ["dba", "on call"], Unconfirmed = [.. changes] };

    [Theory]
    [InlineData(LoneChangeKind.Created)]
    [InlineData(LoneChangeKind.Password)]
    [InlineData(LoneChangeKind.Reactivated)]
    public void An_account_that_one_admin_could_use_alone_has_no_role_that_acts(LoneChangeKind kind)
    {
        var person = With(Change(kind));
        Assert.Equal([PortalRole.Viewer, PortalRole.Auditor], Enum.GetValues<PortalRole>().Where(person.Has));
        Assert.All(Enum.GetValues<PortalRole>(), role => Assert.Equal(!person.Has(role), person.Waits(role)));
        Assert.Contains("second Admin", person.Lacks(PortalRole.Operator), StringComparison.Ordinal);
        Assert.Null(person.Lacks(PortalRole.Viewer));
    }

    [Fact]
    public void A_role_that_one_admin_gave_waits_and_those_from_before_count_on()
    {
        var person = With(Change(LoneChangeKind.Roles, "Approver", "Auditor"));
        Assert.Equal([PortalRole.Approver], Enum.GetValues<PortalRole>().Where(role => !person.Has(role)));
        Assert.True(person.IsIn("dba"));
    }

    [Fact]
    public void A_group_that_one_admin_gave_waits_and_those_from_before_count_on()
    {
        var person = With(Change(LoneChangeKind.Groups, "dba"));
        Assert.Equal((false, true, false), (person.IsIn("dba"), person.IsIn("on call"), person.IsIn("nobody's")));
        Assert.True(person.Has(PortalRole.Approver));
    }

    [Fact]
    public void What_waits_is_not_told_of_roles_that_were_never_given_nor_of_people_who_are_out()
    {
        var person = Samples.Who("anybody", PortalRole.Viewer) with { Unconfirmed = [Change(LoneChangeKind.Created)] };
        Assert.Contains("does not hold", person.Lacks(PortalRole.Approver), StringComparison.Ordinal);
        Assert.Contains("deactivated", (With(Change(LoneChangeKind.Created)) with { Standing = Standing.Deactivated }).Lacks(PortalRole.Admin), StringComparison.Ordinal);
        Assert.Contains("does not exist", ((Person?)null).Lacks(PortalRole.Admin), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_admin_confirms_and_neither_the_maker_nor_one_who_waits_themselves()
    {
        var whom = With(Change(LoneChangeKind.Created));
        var admin = Samples.Who("admin", PortalRole.Admin);
        Assert.Null(LoneChange.WhyNotConfirm(admin, whom));
        Assert.Contains("another Admin", LoneChange.WhyNotConfirm(admin with { Id = Maker }, whom), StringComparison.Ordinal);
        Assert.Contains("second Admin", LoneChange.WhyNotConfirm(whom, whom), StringComparison.Ordinal);
        Assert.Contains("second Admin", LoneChange.WhyNotConfirm(admin with { Unconfirmed = [Change(LoneChangeKind.Roles, "Admin")] }, whom), StringComparison.Ordinal);
        Assert.Contains("does not hold the Admin role", LoneChange.WhyNotConfirm(Samples.Approver, whom), StringComparison.Ordinal);
        Assert.Contains("Nothing waits", LoneChange.WhyNotConfirm(admin, admin with { Id = new("u-else") }), StringComparison.Ordinal);
    }

    [Fact]
    public void An_admin_confirms_what_another_one_gave_them_unless_they_are_admin_by_it()
    {
        var whom = With(Change(LoneChangeKind.Roles, "Approver"));
        Assert.Null(LoneChange.WhyNotConfirm(whom, whom));
        Assert.NotNull(LoneChange.WhyNotConfirm(whom with { Unconfirmed = [Change(LoneChangeKind.Roles, "Admin")] }, whom));
    }

    [Fact]
    public void Two_admins_who_both_changed_an_account_confirm_each_other()
    {
        var (one, two) = (Samples.Who("one", PortalRole.Admin), Samples.Who("two", PortalRole.Admin));
        var whom = With(Change(LoneChangeKind.Created) with { By = one.Id }, Change(LoneChangeKind.Roles, "Approver") with { Id = 2, By = two.Id });
        Assert.Null(LoneChange.WhyNotConfirm(one, whom));
        Assert.Null(LoneChange.WhyNotConfirm(two, whom));
    }
}
