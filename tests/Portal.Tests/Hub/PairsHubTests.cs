using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Live.Hub;
using Portal.Security.Stores;

namespace Portal.Tests.Hub;

public sealed class PairsHubTests(PatchedDemo demo) : IClassFixture<PatchedDemo>
{
    private static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token;

    [Fact]
    public async Task Nobody_gets_in_without_a_sign_in()
    {
        await using var program = await demo.Connect(null);

        var fault = await Assert.ThrowsAsync<HttpRequestException>(() => program.StartAsync(Soon));

        Assert.Equal(HttpStatusCode.Unauthorized, fault.StatusCode);
    }

    [Fact]
    public async Task A_page_of_another_site_is_kept_out_even_with_the_cookie()
    {
        await using var program = await demo.Connect("operator", "https://elsewhere.example");

        var fault = await Assert.ThrowsAsync<HttpRequestException>(() => program.StartAsync(Soon));

        Assert.Equal(HttpStatusCode.Forbidden, fault.StatusCode);
    }

    [Fact]
    public async Task Watch_tells_every_pair_without_addresses_or_keys()
    {
        await using var program = await demo.Connect("operator");
        await program.StartAsync(Soon);
        var all = demo.Get<IPairCatalog>().All;
        var seen = new Dictionary<string, PairMessage>();

        await foreach (var pair in program.StreamAsync<PairMessage>(nameof(PairsHub.Watch), Soon))
        {
            seen[pair.Id] = pair;
            if (seen.Count == all.Length) break;
        }

        Assert.Equal(all.Select(p => p.Id.Value).Order(), seen.Keys.Order());
        var text = System.Text.Json.JsonSerializer.Serialize(seen);
        Assert.All(all, p => Assert.DoesNotContain(p.Primary.Management!, text, StringComparison.Ordinal));
        Assert.DoesNotContain("SHA256:", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_starts_a_run_and_cannot_approve_it_even_as_the_second_person()
    {
        var run = await demo.Requested("erp-db-01");
        await using var first = await demo.Connect("operator");
        await using var second = await demo.Connect("second.admin");
        await first.StartAsync(Soon);
        await second.StartAsync(Soon);

        Assert.Equal(new ReplyMessage(true), await first.InvokeAsync<ReplyMessage>(nameof(PairsHub.Start), run.Value, Soon));
        await demo.UntilAsked("erp-db-01");
        var question = (await second.InvokeAsync<PairMessage?>(nameof(PairsHub.Find), "erp-db-01", Soon))!.Run!.Question!;

        foreach (var method in new[] { "Approve", "Reject", "Decide" })
            Assert.Contains("Method does not exist", (await Assert.ThrowsAsync<HubException>(() => second.InvokeAsync<ReplyMessage>(method, run.Value, question.Step, question.Digest, "Fine.", Soon))).Message, StringComparison.Ordinal);
        Assert.NotNull((await second.InvokeAsync<PairMessage?>(nameof(PairsHub.Find), "erp-db-01", Soon))!.Run!.Question);

        using var browser = await demo.SignedIn("second.admin");
        await demo.Decide(browser, $"/approvals/{run}/{question.Step}", ("decision", "approve"), ("reason", "Looked at both."), ("password", demo.PasswordOf("second.admin")));
        var approved = await demo.Until("erp-db-01", v => v.Run!.State.Steps[new StepId(question.Step)].ApprovedBy is not null);
        Assert.Equal(demo.IdOf("second.admin"), approved.Run!.State.Steps[new StepId(question.Step)].ApprovedBy);
    }

    [Fact]
    public async Task A_refusal_is_a_sentence_and_not_a_fault()
    {
        await using var program = await demo.Connect("operator");
        await program.StartAsync(Soon);

        var unknown = await program.InvokeAsync<ReplyMessage>(nameof(PairsHub.Pause), "20200101-XXXXX", Soon);
        var nonsense = await program.InvokeAsync<ReplyMessage>(nameof(PairsHub.AttestOutcome), "20200101-XXXXX", "perhaps", "I think so.", Soon);

        var skipped = await program.InvokeAsync<ReplyMessage>(nameof(PairsHub.Skip), "20200101-XXXXX", "B4", "By hand.", Soon);

        Assert.Equal((false, "There is no such run."), (unknown.Done, unknown.Why));
        Assert.Equal((false, "There is no such run."), (skipped.Done, skipped.Why));
        Assert.Equal((false, "Send done or not-done."), (nonsense.Done, nonsense.Remedy));
    }
}

/// <summary>Leaves the portal as no other test could use it.</summary>
public sealed class RevokedProgramTests : IDisposable
{
    private readonly PatchedDemo _demo = new();

    public void Dispose() => _demo.Dispose();

    [Fact]
    public async Task A_person_who_is_deactivated_is_out_of_the_stream_and_of_every_call()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await using var program = await _demo.Connect("operator");
        var closed = new TaskCompletionSource();
        program.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        await program.StartAsync(limit.Token);
        var watched = Task.Run(async () =>
        {
            await foreach (var _ in program.StreamAsync<PairMessage>(nameof(PairsHub.Watch), limit.Token)) await Deactivate();
        }, limit.Token);

        await Assert.ThrowsAnyAsync<Exception>(() => watched);
        await closed.Task.WaitAsync(limit.Token);

        Assert.False(limit.IsCancellationRequested);
    }

    private async Task Deactivate()
    {
        await using var scope = _demo.Get<IServiceScopeFactory>().CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var person = (await users.FindByNameAsync("operator"))!;
        if (person.Standing == Standing.Deactivated) return;
        person.Standing = Standing.Deactivated;
        Assert.True((await users.UpdateAsync(person)).Succeeded);
    }
}
