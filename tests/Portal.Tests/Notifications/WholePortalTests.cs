using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Notifications;
using Portal.Runs;
using Portal.Tests.Web;

namespace Portal.Tests.Notifications;

/// <summary>The portal as it is started, with simulated pairs, a real mail server and its own clock.</summary>
public sealed class WholePortalTests : IAsyncLifetime
{
    private readonly SmtpStage _server = new();
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;
    private DemoWithMail _portal = null!;

    public ValueTask InitializeAsync()
    {
        _portal = new DemoWithMail(_server.Port);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _portal.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_question_of_a_real_run_reaches_the_second_admin_and_its_abort_the_requester()
    {
        var run = await Ask();

        await _server.Arrived();
        var mail = Assert.Single(_server.Mails);
        Assert.Equal(["RCPT TO:<second@example.com>"], mail.Recipients);
        Assert.Contains($"https://portal.example.com/approvals/{run}/", mail.Parsed.TextBody, StringComparison.Ordinal);
        await Done(run, person => new RunCommand.Abort(person, "Too late."));
        await _server.Arrived();
        Assert.Equal(["RCPT TO:<operator@example.com>"], _server.Mails[1].Recipients);
        await Entries(2);
        Assert.DoesNotContain(_portal.Ledger.All(), e => e.Body.Contains("@example.com", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_mail_server_that_hangs_delays_no_run()
    {
        _server.Answer = _ => "";
        var run = await Ask();
        await _server.Silent.Task.WaitAsync(TimeSpan.FromSeconds(30), _stop);

        // Decided and ended while the first mail still hangs.
        await Done(run, person => new RunCommand.Abort(person, "Too late."));

        Assert.True(_portal.Services.GetRequiredService<IRunArchive>().Find(run)!.State.Ended);
        Assert.Empty(_server.Mails);
    }

    private UserId Id(string name) => _portal.Services.GetRequiredService<IPeople>().All().Single(p => p.Name == name).Id;

    private async Task Done(RunId run, Func<Person, RunCommand.ByPerson> command) =>
        Assert.IsType<Reply.Done>(await _portal.Services.GetRequiredService<IRunDesk>().Ask(Id("operator"), run, command, _stop));

    private async Task<RunId> Ask()
    {
        var notifications = _portal.Services.GetRequiredService<NotificationDesk>();
        Assert.IsType<Reply.Done>(notifications.Save(Id("operator"), Id("operator"), "operator@example.com", [NoticeWish.Approvals, NoticeWish.Ends]));
        Assert.IsType<Reply.Done>(notifications.Save(Id("second.admin"), Id("second.admin"), "second@example.com", [NoticeWish.Approvals, NoticeWish.Ends]));
        var desk = _portal.Services.GetRequiredService<IRunDesk>();
        var wish = PlanWish.For(new PairId("erp-db-01"), ProcedureKind.Switchover);
        var run = await Eventually(async () =>
            await desk.Draft(Id("operator"), wish, _stop) is Reply<Plan>.Done { Value: var plan }
            && await desk.Request(Id("operator"), wish, PlanDrafts.Compare(plan), "A drill.", _stop) is Reply<RunId>.Done { Value: var id } ? id : (RunId?)null);
        await Done(run, person => new RunCommand.Start(person));
        return run;
    }

    private async Task Entries(int sent) => await Eventually(() =>
        Task.FromResult(_portal.Ledger.Query(new LedgerQuery(KindPrefix: "notification.sent")).Length == sent ? true : (bool?)null));

    // The simulated pair has to be read first, which is another's work: nothing here can be awaited for it.
    private async Task<T> Eventually<T>(Func<Task<T?>> look) where T : struct
    {
        for (var tries = 0; tries < 300; tries++)
        {
            if (await look() is { } found) return found;
            await Task.Delay(100, _stop);
        }
        throw new TimeoutException("It did not come within 30 s.");
    }

    private sealed class DemoWithMail(int port) : PortalUnderTest
    {
        protected override string EnvironmentName => "Demo";

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Notifications:Address", "https://portal.example.com");
            builder.UseSetting("Notifications:Mail:Host", "localhost");
            builder.UseSetting("Notifications:Mail:Port", port.ToString(System.Globalization.CultureInfo.InvariantCulture));
            builder.UseSetting("Notifications:Mail:Security", "None");
            builder.UseSetting("Notifications:Mail:From", "portal@example.com");
        }
    }
}
