using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Security.Credentials;
using Portal.Security.Stores;

namespace Portal.Tests.Security.Credentials;

/// <summary>Code apps and recovery codes on a real database.</summary>
public sealed class SecondFactorTests : IDisposable
{
    private readonly TestPeople test = new();
    private readonly EphemeralDataProtectionProvider protection = new();
    private readonly SecondFactors factors;

    public SecondFactorTests() => factors = Started();

    public void Dispose() => test.Dispose();

    // As after a restart: nothing is remembered but what the database has.
    private SecondFactors Started() => new(test.Storage, test.Ledger, protection, test.Clock);

    private string CodeOf(byte[] secret, int stepsOn = 0) => Totp.Code(secret, Totp.StepAt(test.Clock.GetUtcNow()) + stepsOn);

    private async Task<(UserId Person, byte[] Secret)> WithApp()
    {
        var person = (await test.Create("first")).UserId;
        var secret = factors.BeginTotp(person);
        Assert.Equal(CodeReply.Right, factors.ConfirmTotp(person, CodeOf(secret)));
        test.Clock.Advance(TimeSpan.FromMinutes(1));
        return (person, secret);
    }

    private static async Task<CodeReply[]> FiftyAtOnce(Func<CodeReply> use) =>
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(use)));

    [Fact]
    public async Task An_app_counts_only_once_it_gave_a_right_code()
    {
        var person = (await test.Create("first")).UserId;
        var secret = factors.BeginTotp(person);

        Assert.False(factors.Of(person).Any);
        Assert.Equal(CodeReply.Wrong, factors.UseTotp(person, CodeOf(secret)));
        Assert.Equal(CodeReply.Right, factors.ConfirmTotp(person, CodeOf(secret)));
        Assert.True(factors.Of(person).Totp);
        Assert.Equal(CodeReply.Replayed, factors.UseTotp(person, CodeOf(secret)));
        Assert.Equal(["person.created", "person.totp-added"], test.Kinds(PersonChanges.Stream));
    }

    [Fact]
    public async Task A_set_up_that_waited_too_long_is_begun_anew()
    {
        var person = (await test.Create("first")).UserId;
        var secret = factors.BeginTotp(person);
        test.Clock.Advance(SecondFactors.PendingLasts);

        Assert.False(factors.Of(person).Pending);
        Assert.Equal(CodeReply.Wrong, factors.ConfirmTotp(person, CodeOf(secret)));
    }

    [Fact]
    public async Task One_code_used_fifty_times_at_once_passes_once_and_never_again()
    {
        var (person, secret) = await WithApp();
        var code = CodeOf(secret);

        var replies = await FiftyAtOnce(() => factors.UseTotp(person, code));

        Assert.Single(replies, CodeReply.Right);
        Assert.Equal(49, replies.Count(r => r == CodeReply.Replayed));
        Assert.Equal(CodeReply.Replayed, Started().UseTotp(person, code));
    }

    [Fact]
    public async Task After_a_code_an_earlier_one_counts_no_more()
    {
        var (person, secret) = await WithApp();

        Assert.Equal(CodeReply.Right, factors.UseTotp(person, CodeOf(secret, 1)));
        Assert.Equal(CodeReply.Replayed, factors.UseTotp(person, CodeOf(secret)));
        test.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(CodeReply.Right, factors.UseTotp(person, CodeOf(secret)));
    }

    [Fact]
    public async Task Two_people_use_their_own_codes_of_one_moment()
    {
        var (first, secret) = await WithApp();
        var second = (await test.Create("second")).UserId;
        var other = factors.BeginTotp(second);
        Assert.Equal(CodeReply.Right, factors.ConfirmTotp(second, CodeOf(other)));

        Assert.Equal(CodeReply.Right, factors.UseTotp(first, CodeOf(secret)));
        Assert.Equal(CodeReply.Wrong, factors.UseTotp(second, CodeOf(secret, 1)));
    }

    [Fact]
    public async Task Five_wrong_codes_lock_codes_for_15_minutes_and_the_right_one_with_them()
    {
        var (person, secret) = await WithApp();
        for (var i = 0; i < 4; i++) Assert.Equal(CodeReply.Wrong, factors.UseTotp(person, "no"));

        Assert.Equal(CodeReply.Locked, factors.UseTotp(person, "no"));
        Assert.Equal(CodeReply.Locked, Started().UseTotp(person, CodeOf(secret)));
        Assert.Contains("person.codes-locked", test.Kinds(PersonChanges.Stream));
        test.Clock.Advance(SecondFactors.LockLasts);
        Assert.Equal(CodeReply.Right, factors.UseTotp(person, CodeOf(secret)));
    }

    [Fact]
    public async Task A_recovery_code_used_fifty_times_at_once_passes_once_and_is_recorded()
    {
        var (person, _) = await WithApp();
        var codes = factors.NewRecoveryCodes(person);
        Assert.Equal(10, codes.Distinct().Count());

        var replies = await FiftyAtOnce(() => factors.UseRecoveryCode(person, codes[0].ToUpperInvariant().Replace("-", " ", StringComparison.Ordinal)));

        Assert.Single(replies, CodeReply.Right);
        Assert.Equal(9, factors.Of(person).RecoveryCodes);
        Assert.Single(test.Ledger.Read(PersonChanges.Stream), e => e.Kind == "person.recovery-code-used" && e.Data.Contains("\"left\":9", StringComparison.Ordinal));
    }

    [Fact]
    public async Task New_recovery_codes_take_the_place_of_the_old_and_nobody_elses_count()
    {
        var (person, _) = await WithApp();
        var other = (await test.Create("second")).UserId;
        var old = factors.NewRecoveryCodes(person);
        var fresh = factors.NewRecoveryCodes(person);

        Assert.Equal(CodeReply.Wrong, factors.UseRecoveryCode(person, old[0]));
        Assert.Equal(CodeReply.Wrong, factors.UseRecoveryCode(other, fresh[0]));
        Assert.Equal(CodeReply.Right, factors.UseRecoveryCode(person, fresh[0]));
    }

    [Fact]
    public async Task Secrets_are_sealed_codes_are_hashes_and_neither_is_in_the_ledger()
    {
        var (person, secret) = await WithApp();
        var codes = factors.NewRecoveryCodes(person);

        var kept = test.Storage.Read(c => c.QuerySingle<string>("SELECT totp FROM second_factors"));
        Assert.DoesNotContain(Convert.ToHexString(secret), Convert.ToHexString(Convert.FromBase64String(kept)), StringComparison.Ordinal);
        Assert.DoesNotContain(test.Storage.Read(c => c.Query<byte[]>("SELECT hash FROM recovery_codes").AsList()), hash => codes.Any(code => System.Text.Encoding.UTF8.GetString(hash).Contains(code, StringComparison.Ordinal)));
        Assert.DoesNotContain(test.Ledger.All(), e => codes.Any(code => e.Body.Contains(code, StringComparison.Ordinal)) || e.Body.Contains(Totp.Text(secret), StringComparison.Ordinal) || e.Body.Contains(kept, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_an_app_and_passkeys_recovery_codes_go_too()
    {
        var (person, secret) = await WithApp();
        factors.NewRecoveryCodes(person);

        Assert.True(factors.RemoveTotp(person));
        Assert.Equal((false, 0), (factors.Of(person).Any, factors.Of(person).RecoveryCodes));
        Assert.Equal(CodeReply.Wrong, factors.UseTotp(person, CodeOf(secret)));
        Assert.False(factors.RemoveTotp(person));
    }

    [Fact]
    public async Task Nothing_changes_that_cannot_be_recorded()
    {
        var (person, secret) = await WithApp();
        test.Ledger.BeforeCommit = () => throw new Microsoft.Data.Sqlite.SqliteException("full", 13, 13);

        Assert.Throws<LedgerUnavailableException>(() => factors.RemoveTotp(person));
        Assert.Throws<LedgerUnavailableException>(() => factors.UseTotp(person, CodeOf(secret)));
        Assert.True(factors.Of(person).Totp);
    }
}
