using Microsoft.Extensions.DependencyInjection;
using Portal.Core.People;
using Portal.Runs;
using Portal.Security.Credentials;
using Portal.Security.People;
using Portal.Security.Stores;
using Portal.Tests.Web;

namespace Portal.Tests.Security.Credentials;

/// <summary>The check in the whole portal, for people who have more than a password.</summary>
public sealed class CodeProofTests : IDisposable
{
    private static readonly Purpose Question = Purpose.Decision(new("20261122-K7F4Q"), new("B7"), "digest");
    private readonly DemoUnderTest portal = new();

    public void Dispose() => portal.Dispose();

    private SecondFactors Factors => portal.Services.GetRequiredService<SecondFactors>();

    private UserId Named(string name) => portal.Services.GetRequiredService<IPeople>().All().Single(p => p.Name == name).Id;

    private UserId Second => Named("second.admin");

    private string Password => portal.PasswordOf("second.admin");

    private async Task<Reply<FreshProof>> Check(Credential credential, Demand demand = Demand.Password, Purpose? purpose = null, string? challenge = null)
    {
        await using var scope = portal.Services.CreateAsyncScope();
        var check = ActivatorUtilities.CreateInstance<CredentialCheck>(scope.ServiceProvider, new ApprovalSettings(demand));
        var its = challenge ?? portal.Services.GetRequiredService<Challenges>().Begin(Second, purpose ?? Question);
        return await check.Check(Second, its, purpose ?? Question, credential, "run.approve", "10.0.0.7");
    }

    private async Task<Reply<T>> Desk<T>(Func<SecurityDesk, Task<Reply<T>>> ask)
    {
        await using var scope = portal.Services.CreateAsyncScope();
        return await ask(scope.ServiceProvider.GetRequiredService<SecurityDesk>());
    }

    // The code of the step before, so that those of now and of the next one are still good.
    private byte[] WithApp()
    {
        var secret = Factors.BeginTotp(Second);
        Assert.Equal(CodeReply.Right, Factors.ConfirmTotp(Second, Code(secret, -1).Text));
        return secret;
    }

    private static Credential.Code Code(byte[] secret, int stepsOn) => new(Totp.Code(secret, Totp.StepAt(DateTimeOffset.UtcNow) + stepsOn));

    private static string Why(Reply<FreshProof> reply) => Assert.IsType<Reply<FreshProof>.Refused>(reply).Why;

    [Fact]
    public async Task Of_many_forms_with_one_code_one_passes()
    {
        var code = Code(WithApp(), 1);

        var replies = await Task.WhenAll(Enumerable.Range(0, 15).Select(_ => Task.Run(() => Check(code))));

        Assert.Equal(ProofKind.Totp, Assert.Single(replies.OfType<Reply<FreshProof>.Done>()).Value.How);
        Assert.All(replies.OfType<Reply<FreshProof>.Refused>(), no => Assert.Contains("used already", no.Why, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_has_a_code_app_is_not_let_in_with_the_password()
    {
        var secret = WithApp();
        var spare = Factors.NewRecoveryCodes(Second);

        Assert.Contains("not what counts", Why(await Check(new Credential.Password(Password))), StringComparison.Ordinal);
        Assert.Contains("not what counts", Why(await Check(new Credential.Password(Password), purpose: Purpose.OwnSecurity)), StringComparison.Ordinal);
        Assert.Contains("not what counts", Why(await Check(new Credential.Passkey("{}"))), StringComparison.Ordinal);
        Assert.IsType<Reply<FreshProof>.Done>(await Check(Code(secret, 1)));
        Assert.Equal(ProofKind.RecoveryCode, Assert.IsType<Reply<FreshProof>.Done>(await Check(new Credential.Code(spare[3]))).Value.How);
        Assert.Equal("The code is wrong.", Why(await Check(new Credential.Code(spare[3]))));
    }

    [Fact]
    public async Task What_is_demanded_is_demanded_of_decisions_and_not_of_setting_it_up()
    {
        Assert.Contains("not what counts", Why(await Check(new Credential.Password(Password), Demand.Totp)), StringComparison.Ordinal);
        Assert.IsType<Reply<FreshProof>.Done>(await Check(new Credential.Password(Password), Demand.Totp, Purpose.OwnSecurity));
        var secret = WithApp();

        Assert.Contains("not what counts", Why(await Check(Code(secret, 1), Demand.Passkey)), StringComparison.Ordinal);
        Assert.IsType<Reply<FreshProof>.Done>(await Check(Code(secret, 1), Demand.Totp));
    }

    [Fact]
    public async Task A_change_of_ones_own_factors_takes_a_proof_for_that_of_that_person_and_once()
    {
        var proof = Assert.IsType<Reply<FreshProof>.Done>(await Check(new Credential.Password(Password), purpose: Purpose.OwnSecurity)).Value;
        var decision = Assert.IsType<Reply<FreshProof>.Done>(await Check(new Credential.Password(Password))).Value;

        Assert.IsType<Reply<byte[]>.Refused>(await Desk(d => d.BeginTotp(Second, decision)));
        Assert.IsType<Reply<byte[]>.Done>(await Desk(d => d.BeginTotp(Second, proof)));
        Assert.IsType<Reply<byte[]>.Refused>(await Desk(d => d.BeginTotp(Second, proof)));
        Assert.IsType<Reply<byte[]>.Refused>(await Desk(d => d.BeginTotp(Named("operator"), new FreshProof(Second, Purpose.OwnSecurity, ProofKind.Password, TimeProvider.System))));

        Assert.Equal(3, portal.Ledger.Read(SecurityJournal.Stream).Count(e => e.Kind == "action.refused" && e.Data.Contains("own.totp-begin", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_passkey_that_nobody_asked_for_is_not_added()
    {
        var foreign = portal.Services.GetRequiredService<Challenges>().Begin(Second, Question);

        foreach (var challenge in new[] { null, "no-such", foreign })
            Assert.Contains("used already", Assert.IsType<Reply<System.Collections.Immutable.ImmutableArray<string>>.Refused>(await Desk(d => d.AddPasskey(Second, challenge, "Phone", "{}"))).Why, StringComparison.Ordinal);

        Assert.False(Factors.Of(Second).Any);
    }

    [Fact]
    public async Task Another_admin_resets_what_was_lost_and_nobody_else_does()
    {
        WithApp();
        Factors.NewRecoveryCodes(Second);
        var (desk, other) = (portal.Services.GetRequiredService<PeopleDesk>(), Named("operator"));

        Assert.IsType<Reply<string>.Refused>(await desk.ResetFactors(other, Second));
        Assert.Contains("Your own", Assert.IsType<Reply<string>.Refused>(await desk.ResetFactors(Second, Second)).Why, StringComparison.Ordinal);
        Assert.True(Factors.Of(Second).Any);
        Assert.IsType<Reply<string>.Done>(await desk.SetRoles(Second, other, [PortalRole.Admin]));
        Assert.IsType<Reply<string>.Refused>(await desk.ResetFactors(other, Second));
        Assert.IsType<Reply.Done>(portal.Services.Confirm(await portal.Services.Settled("third.admin", PortalRole.Admin), other));
        Assert.IsType<Reply<string>.Done>(await desk.ResetFactors(other, Second));
        Assert.IsType<Reply<string>.Refused>(await desk.ResetFactors(other, Second));

        Assert.Equal(Enrolled.Nothing with { Passkeys = [] }, Factors.Of(Second) with { Passkeys = [] });
        Assert.IsType<Reply<FreshProof>.Done>(await Check(new Credential.Password(Password)));
        var entry = portal.Ledger.Read(PersonChanges.Stream)[^1];
        Assert.Equal(("person.second-factor-reset", other), (entry.Kind, entry.Actor));
    }
}
