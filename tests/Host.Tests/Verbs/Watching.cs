using System.IO.Pipes;
using System.Text.Json;
using Portal.Host.Linux;
using Portal.Host.Wire;

namespace Portal.Host.Tests.Verbs;

public sealed class Watching : IDisposable
{
    private readonly TestHost _host = new();
    private readonly Lines _lines = new();

    public void Dispose()
    {
        _lines.Dispose();
        _host.Dispose();
    }

    private async Task<HostFacts> Next() => JsonSerializer.Deserialize(await _lines.Next(), WireJson.Default.HostFacts)!;

    private async Task<HostFacts> NextWhileTimePasses()
    {
        Task<HostFacts> next = Next();
        while (!next.IsCompleted)
        {
            _host.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(next, Task.Delay(1));
        }
        return await next;
    }

    [Fact]
    public async Task Facts_come_at_once_on_a_change_and_otherwise_every_two_seconds_until_nobody_listens()
    {
        Task watching = Watch.Run(_host.Roots, _host.Time, 100, new Answers(_lines));
        HostFacts first = await Next();
        Assert.False(first.RebootRequired);

        _host.Write("run/reboot-required", "");
        HostFacts changed = await NextWhileTimePasses();
        Assert.True(changed.RebootRequired);

        // The machine's own free space may change in between, which is told at once and proves nothing here.
        HostFacts before = changed, same = await NextWhileTimePasses();
        while (FactsReader.Differ(before, same))
            (before, same) = (same, await NextWhileTimePasses());
        Assert.InRange(same.AtUnixMs - before.AtUnixMs, 1_900, 2_200);

        _lines.HangUp();
        await EndsWhileTimePasses(watching);
    }

    [Fact]
    public async Task Watching_ends_when_the_callers_end_of_the_input_is_closed()
    {
        using AnonymousPipeServerStream caller = new(PipeDirection.Out);
        int input = (int)caller.ClientSafePipeHandle.DangerousGetHandle();
        Task watching = Watch.Run(_host.Roots, _host.Time, 100, new Answers(_lines, input: input));
        await Next();
        Assert.False(watching.IsCompleted);
        caller.Dispose();
        await EndsWhileTimePasses(watching);
    }

    private async Task EndsWhileTimePasses(Task watching)
    {
        while (!watching.IsCompleted)
        {
            _host.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(watching, Task.Delay(1));
        }
        await watching;
    }
}
