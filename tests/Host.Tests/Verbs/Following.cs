using System.Text;
using System.Text.Json;
using Portal.Host.Jobs;
using Portal.Host.Linux;
using Portal.Host.Wire;

namespace Portal.Host.Tests.Verbs;

public sealed class Following : IDisposable
{
    private readonly TestHost _host = new();
    private readonly Lines _lines = new();

    public void Dispose()
    {
        _lines.Dispose();
        _host.Dispose();
    }

    private Task Follow(string key, int from = 0) => new Follow(_host.Roots, TimeProvider.System).Run(key, from, new Answers(_lines));

    private async Task<FollowLine> Next() => JsonSerializer.Deserialize(await _lines.Next(), WireJson.Default.FollowLine)!;

    [Fact]
    public async Task Lines_come_while_the_job_runs_and_its_end_comes_last()
    {
        JobFolder folder = _host.Accepted("k", new(JobKinds.Scan));
        using (HeldFile.TryCreate(folder.Begun))
        using (OutputLog log = new(folder.Output))
        {
            Task following = Follow("k");
            log.Write("one");
            Assert.Equal("one", (await Next()).Text);
            log.Write("two");
            Assert.Equal("two", (await Next()).Text);
            Assert.False(following.IsCompleted);
            log.Write("three");
            folder.WriteStatus(JobOutcome.Succeeded("Done.").ToStatus("k", 1, 2));
            Assert.Equal("three", (await Next()).Text);
            Assert.Equal((JobStates.Succeeded, 3), ((await Next()).End!.State, _host.Look.Look("k").OutputLines));
            await following;
        }
    }

    [Fact]
    public async Task Lines_that_the_caller_has_are_left_out()
    {
        JobFolder folder = _host.Accepted("k", new(JobKinds.Scan));
        await File.WriteAllTextAsync(folder.Output, "one\ntwo\nthree\n");
        folder.WriteStatus(JobOutcome.Succeeded("Done.").ToStatus("k", 1, 2));
        await Follow("k", from: 2);
        Assert.Equal("three", (await Next()).Text);
        Assert.NotNull((await Next()).End);
    }

    [Fact]
    public async Task A_key_that_was_never_seen_ends_at_once()
    {
        await Follow("none");
        Assert.Equal(JobStates.NotSeen, (await Next()).End!.State);
    }

    [Fact]
    public async Task A_job_that_dies_is_followed_to_unknown()
    {
        JobFolder folder = _host.Accepted("k", new(JobKinds.Install, [new("app", "1")]));
        HeldFile begun = HeldFile.TryCreate(folder.Begun)!;
        Task following = Follow("k");
        begun.Dispose();
        await following;
        Assert.Equal(JobStates.Unknown, (await Next()).End!.State);
    }

    [Fact]
    public async Task Of_a_line_that_was_overwritten_the_last_state_is_kept()
    {
        List<string> lines = [];
        await LineReader.ReadAll(new MemoryStream("10%\r50%\r100%\nnext\r\nopen"u8.ToArray()), lines.Add);
        Assert.Equal(["100%", "next", "open"], lines);
    }

    [Fact]
    public async Task A_progress_bar_without_line_ends_keeps_its_last_state_and_fills_no_memory()
    {
        List<string> lines = [];
        string bar = string.Concat(Enumerable.Range(0, 100_001).Select(i => $"{i / 1000}%\r"));
        await LineReader.ReadAll(new MemoryStream(Encoding.UTF8.GetBytes(bar + new string('x', 100_000) + "\r100% done")), lines.Add);
        await LineReader.ReadAll(new MemoryStream(Encoding.UTF8.GetBytes(new string('x', 100_000))), lines.Add);
        Assert.Equal(["100% done", new string('x', 8_000)], lines);
    }
}
