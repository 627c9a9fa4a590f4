using System.Net;
using Microsoft.Extensions.Time.Testing;
using Portal.Host.Jobs;
using Portal.Host.Wire;

namespace Portal.Host.Tests.Jobs;

public sealed class Switching : IAsyncDisposable
{
    private const string Ask = "POST /switchover";
    private const string NotInSync = "candidate name does not match with sync_standby";
    private static readonly Job Switchover = new(JobKinds.Switchover, From: "pg1", To: "pg2", LimitSeconds: 600);

    private readonly TestHost _host = new();
    private readonly FakePatroni _patroni;

    public Switching()
    {
        _patroni = new(_host);
        Leads("pg1");
    }

    public async ValueTask DisposeAsync()
    {
        await _patroni.DisposeAsync();
        _host.Dispose();
    }

    private void Leads(string leader) => _patroni.Answers["GET /cluster"] = (HttpStatusCode.OK,
        $$"""{"members":[{"name":"{{leader}}","role":"leader","state":"running"},{"name":"other","role":"replica","state":"stopped","lag":"unknown"}]}""");

    private int Asked => _patroni.Asked.Count(a => a.Request == Ask);

    /// <summary>Does the job on a clock that runs ahead whenever somebody waits for it.</summary>
    private async Task<JobStatus> DoImpatiently(string key, Job job)
    {
        _host.Accepted(key, job);
        FakeTimeProvider clock = new() { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };
        Task<int> running = new JobRun(_host.Roots, clock).Run(key);
        while (!running.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(running, Task.Delay(1));
        }
        return _host.Look.Look(key);
    }

    [Fact]
    public async Task Patronis_yes_is_believed_and_its_words_are_kept()
    {
        _patroni.Answers[Ask] = (HttpStatusCode.OK, "Successfully switched over to \"pg2\"");
        JobStatus status = await _host.Do("k", Switchover);
        Assert.Equal(JobStates.Succeeded, status.State);
        Assert.Contains("Successfully switched over to \"pg2\"", status.Detail);
        Assert.Equal("""{"leader":"pg1","candidate":"pg2"}""", Assert.Single(_patroni.Asked, a => a.Request == Ask).Body);
    }

    [Theory]
    [InlineData(412, "leader name does not match")]
    [InlineData(400, "switchover is not possible: can not find sync_standby")]
    public async Task Patronis_refusal_is_believed_whatever_the_lag_says(int code, string text)
    {
        _patroni.Answers[Ask] = ((HttpStatusCode)code, text);
        JobStatus status = await _host.Do("k", Switchover);
        Assert.Equal(JobStates.Failed, status.State);
        Assert.Contains(text, status.Detail);
        Assert.Equal(1, Asked);
    }

    [Fact]
    public async Task While_Patroni_renews_its_record_of_who_is_in_sync_it_has_begun_nothing_and_is_asked_again()
    {
        _patroni.Answers[Ask] = (HttpStatusCode.PreconditionFailed, NotInSync);
        _patroni.OnRequest = _ =>
        {
            if (Asked == 3)
                _patroni.Answers[Ask] = (HttpStatusCode.OK, "Successfully switched over to \"pg2\"");
        };
        Assert.Equal(JobStates.Succeeded, (await DoImpatiently("k", Switchover)).State);
        Assert.Equal(3, Asked);
    }

    [Fact]
    public async Task A_partner_that_stays_out_of_sync_is_refused_in_the_end_and_an_unclear_answer_is_never_asked_again()
    {
        _patroni.Answers[Ask] = (HttpStatusCode.PreconditionFailed, NotInSync);
        JobStatus status = await DoImpatiently("k", Switchover);
        Assert.Equal(JobStates.Failed, status.State);
        Assert.Contains(NotInSync, status.Detail);
        int refused = Asked;

        _patroni.OnRequest = _ => _patroni.Answers[Ask] = (0, "");
        Assert.Equal(JobStates.Unknown, (await DoImpatiently("other", Switchover)).State);
        Assert.Equal(refused + 1, Asked);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(503)]
    public async Task A_lost_answer_is_settled_by_looking_and_never_by_asking_again(int code)
    {
        _patroni.Answers[Ask] = ((HttpStatusCode)code, "Switchover status unknown");
        _patroni.OnRequest = r =>
        {
            if (r == Ask)
                Leads("pg2");
        };
        JobStatus status = await _host.Do("k", Switchover);
        Assert.Equal(JobStates.Succeeded, status.State);
        Assert.Equal(1, Asked);
    }

    [Fact]
    public async Task A_lost_answer_with_the_old_leader_still_there_is_unknown()
    {
        _patroni.Answers[Ask] = (0, "");
        JobStatus status = await DoImpatiently("k", Switchover);
        Assert.Equal(JobStates.Unknown, status.State);
        Assert.Contains("may still come", status.Detail);
        Assert.Equal(1, Asked);
    }

    [Fact]
    public async Task A_Patroni_that_is_not_there_was_asked_nothing()
    {
        await _patroni.DisposeAsync();
        JobStatus status = await _host.Do("k", Switchover);
        Assert.Equal(JobStates.Failed, status.State);
        Assert.Contains("was not asked for", status.Detail);
    }

    [Fact]
    public async Task Credentials_go_with_the_change_and_into_no_file()
    {
        _host.Write("etc/portal-host/patroni-credentials.json", """{"user":"admin","password":"hush"}""");
        _patroni.Answers[Ask] = (HttpStatusCode.OK, "done");
        await _host.Do("k", Switchover);
        Assert.Equal("Basic " + Convert.ToBase64String("admin:hush"u8), Assert.Single(_patroni.Asked, a => a.Request == Ask).Authorization);
        Assert.DoesNotContain(Directory.GetFiles(_host.Folder("k").Folder), f => File.ReadAllText(f).Contains("hush", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(JobKinds.Suspend, """{"pause": true}""", ""","pause":true""")]
    [InlineData(JobKinds.Resume, """{"pause": null}""", "")]
    public async Task Suspending_and_resuming_end_when_the_cluster_shows_it(string kind, string body, string shown)
    {
        _patroni.Answers["PATCH /config"] = (HttpStatusCode.OK, "{}");
        _patroni.Answers["GET /cluster"] = (HttpStatusCode.OK, """{"members":[]""" + shown + "}");
        JobStatus status = await _host.Do("k", new(kind));
        Assert.Equal(JobStates.Succeeded, status.State);
        Assert.Equal(body, Assert.Single(_patroni.Asked, a => a.Request == "PATCH /config").Body);
    }

    [Fact]
    public async Task A_pause_that_the_cluster_does_not_show_is_unknown()
    {
        _patroni.Answers["PATCH /config"] = (HttpStatusCode.OK, "{}");
        Assert.Equal(JobStates.Unknown, (await DoImpatiently("k", new(JobKinds.Suspend))).State);
    }
}
