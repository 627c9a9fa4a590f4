using Microsoft.Extensions.DependencyInjection;
using Portal.Audit.Signing;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Runs;
using Portal.Security.Credentials;
using Portal.Tests.Web;

namespace Portal.Tests.Audit;

/// <summary>Who may make another signing key, and how.</summary>
public sealed class KeyDeskTests : IDisposable
{
    private readonly DemoUnderTest _portal = new();

    public void Dispose() => _portal.Dispose();

    private KeyDesk Desk => _portal.Services.GetRequiredService<KeyDesk>();

    private string Now => Desk.Keys[^1].Id;

    private Person Named(string name) => _portal.Services.GetRequiredService<IPeople>().All().Single(p => p.Name == name);

    private Reply Rotate(UserId by, string seen, string reason = "Yearly.") => Desk.Rotate(by, seen, reason, TwoAdmins.Proof(by, Purpose.Rotate(seen)));

    [Fact]
    public void An_admin_makes_a_new_key_once_and_it_goes_on_record_with_the_reason()
    {
        var (admin, before) = (Named("second.admin").Id, Now);
        Assert.IsType<Reply.Done>(Rotate(admin, before));
        Assert.NotEqual(before, Now);
        Assert.True(Desk.WasReplacedBy(admin, before));
        Assert.False(Desk.WasReplacedBy(admin, Now));
        Assert.False(Desk.WasReplacedBy(new UserId("u9"), before));
        var entry = Assert.Single(_portal.Ledger.Read(CheckpointStore.Stream), e => e.Kind == "audit.key-rotated");
        Assert.Equal(admin, entry.Actor);
        Assert.Contains($"{before} vouched for it. Reason: Yearly.", AuditSentences.Of(entry, AuditNames.Keys), StringComparison.Ordinal);

        // The same press once more, with a credential of its own.
        Assert.Contains("Another key signs by now", Assert.IsType<Reply.Refused>(Rotate(admin, before)).Why, StringComparison.Ordinal);
        Assert.Equal(2, Desk.Keys.Length);
    }

    [Fact]
    public async Task Nobody_else_and_nobody_without_a_credential_or_a_reason_makes_one()
    {
        var (admin, before) = (Named("second.admin").Id, Now);
        var auditor = await _portal.Services.Settled("auditor", PortalRole.Auditor);
        Assert.Contains("Only an Admin", Assert.IsType<Reply.Refused>(Rotate(auditor, before)).Why, StringComparison.Ordinal);
        Assert.Contains("fresh credential", Assert.IsType<Reply.Refused>(Desk.Rotate(admin, before, "Yearly.", null)).Why, StringComparison.Ordinal);
        Assert.Contains("somebody else", Assert.IsType<Reply.Refused>(Desk.Rotate(admin, before, "Yearly.", TwoAdmins.Proof(auditor, Purpose.Rotate(before)))).Why, StringComparison.Ordinal);
        Assert.IsType<Reply.Refused>(Desk.Rotate(admin, before, "Yearly.", TwoAdmins.Proof(admin, Purpose.Policy(before))));
        Assert.IsType<Reply.Refused>(Rotate(admin, before, " "));
        Assert.IsType<Reply.Refused>(Rotate(admin, before, new string('x', 501)));
        Assert.Equal(before, Now);
        Assert.Equal(6, _portal.Ledger.All().Count(e => e.Kind == "action.refused" && e.Data.Contains("audit.rotate", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_form_from_nowhere_or_without_the_antiforgery_token_makes_none()
    {
        var browser = _portal.Browser();
        Assert.Equal("/account/sign-in", (await browser.GetAsync(new Uri("/audit/key", UriKind.Relative))).Headers.Location?.AbsolutePath);
        await browser.SignIn("second.admin", _portal.PasswordOf("second.admin"));
        using var bare = new FormUrlEncodedContent([new("key", Now), new("reason", "x"), new("password", _portal.PasswordOf("second.admin"))]);
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, (await browser.PostAsync(new Uri("/audit/key/rotate", UriKind.Relative), bare)).StatusCode);
        Assert.Single(Desk.Keys);
        Assert.Contains("Make a new key", await browser.GetStringAsync(new Uri("/audit/key", UriKind.Relative)), StringComparison.Ordinal);
    }
}
