using Portal.Core.Pairs;
using Portal.Host.Wire;
using Portal.Remoting.Ssh;

namespace Portal.Remoting.Hosts;

/// <summary>Follows one server's facts for as long as somebody listens, through lost connections.</summary>
internal sealed class FactsFeed(IHostShell shell, Identity on, TimeSpan every, TimeProvider clock)
{
    /// <summary>portal-host speaks at least every 2 s; a channel silent for longer than this is dead.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>Passes on facts as they come, and the reason as soon as there are none.</summary>
    public async Task Run(Action<ServerFacts> heard, CancellationToken stop)
    {
        if (shell.Pair[on].HostKeys.IsDefaultOrEmpty)
        {
            heard(ServerFacts.Unasked($"{on} is not enrolled: no host key is pinned, so the portal does not connect.", clock.GetUtcNow()));
            return;
        }

        var pause = FirstPause;
        var request = new Request(Verbs.Watch, EveryMs: (int)every.TotalMilliseconds);
        while (!stop.IsCancellationRequested)
        {
            // A channel that broke is tried again at once, without a word: facts a moment old are better than none.
            var brokeAfterFacts = false;
            await foreach (var answer in shell.Stream(on, request, Silence, stop))
            {
                switch (HostAnswers.Read(answer, WireJson.Default.HostFacts))
                {
                    case HostAnswer<HostFacts>.Ok facts:
                        brokeAfterFacts = true;
                        pause = FirstPause;
                        heard(ServerFacts.Of(facts.Value, clock.GetUtcNow()));
                        break;
                    case HostAnswer<HostFacts>.Lost when brokeAfterFacts:
                        break;
                    case var other:
                        heard(ServerFacts.None(Why(other), clock.GetUtcNow()));
                        break;
                }
            }

            await Task.WhenAny(shell.CameUp(on), Task.Delay(pause, clock, stop));
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>Why a server told nothing; the same words whether it was watched or asked.</summary>
    public static string Why(HostAnswer<HostFacts> answer) => answer switch
    {
        HostAnswer<HostFacts>.Refused no => no.Why,
        // What to do about another host key belongs to no guard: it is told wherever the reason is.
        HostAnswer<HostFacts>.NotSent { KeyChanged: true } no => $"{no.Why} {no.Remedy}",
        HostAnswer<HostFacts>.NotSent no => no.Why,
        HostAnswer<HostFacts>.Lost lost => lost.Why,
        _ => "",
    };
}
