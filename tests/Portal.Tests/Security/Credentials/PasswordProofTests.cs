using Microsoft.Extensions.DependencyInjection;
using Portal.Core.People;
using Portal.Runs;
using Portal.Security.Credentials;
using Portal.Security.People;
using Portal.Security.Stores;
using Portal.Tests.Web;

namespace Portal.Tests.Security.Credentials;

public sealed class PasswordProofTests : IDisposable
{
    private static readonly Purpose Question = Purpose.Decision(new("20261122-K7F4Q"), new("B7"), "digest");
    private readonly DemoUnderTest portal = new();

    public void Dispose() => portal.Dispose();

    private UserId Second => portal.Services.GetRequiredService<IPeople>().All().Single(p => p.Name == "second.admin").Id;

    private string Begin() => portal.Services.GetRequiredService<Challenges>().Begin(Second, Question);

    private async Task<Reply<FreshProof>> Check(UserId by, string? challenge, string password)
    {
        await using var scope = portal.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<CredentialCheck>().Check(by, challenge, Question, new Credential.Password(password), "run.approve", "10.0.0.7");
    }

    [Fact]
    public async Task Fifty_requests_with_one_challenge_and_the_right_password_make_one_proof()
    {
        var (challenge, password) = (Begin(), portal.PasswordOf("second.admin"));

        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => Check(Second, challenge, password))));

        var proof = Assert.Single(replies.OfType<Reply<FreshProof>.Done>()).Value;
        Assert.Equal(ProofKind.Password, proof.How);
        Assert.Null(proof.Use(Second, Question));
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account_as_at_the_sign_in_and_the_right_one_is_no_use_then()
    {
        for (var i = 0; i < 5; i++) Assert.IsType<Reply<FreshProof>.Refused>(await Check(Second, Begin(), "wrong"));

        var locked = Assert.IsType<Reply<FreshProof>.Refused>(await Check(Second, Begin(), portal.PasswordOf("second.admin")));

        Assert.Contains("locked", locked.Why, StringComparison.Ordinal);
        Assert.Single(portal.Ledger.Read(SecurityJournal.Stream), e => e.Kind == "sign-in.locked-out");
        Assert.Equal(6, portal.Ledger.Read(SecurityJournal.Stream).Count(e => e.Kind == "action.refused"));
    }

    [Fact]
    public async Task A_deactivated_person_proves_nothing()
    {
        var op = portal.Services.GetRequiredService<IPeople>().All().Single(p => p.Name == "operator").Id;
        var challenge = portal.Services.GetRequiredService<Challenges>().Begin(op, Question);
        await portal.Services.GetRequiredService<PeopleDesk>().SetStanding(Second, op, Standing.Deactivated);

        Assert.IsType<Reply<FreshProof>.Refused>(await Check(op, challenge, portal.PasswordOf("operator")));
    }
}
