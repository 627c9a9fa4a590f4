using System.Text.Json;
using Microsoft.Playwright;
using Portal.Bench.Figures;

namespace Portal.Bench.List;

/// <summary>What the browser itself notes of how long it kept somebody waiting.</summary>
internal static class Delays
{
    // Event timing tells of an input to the next paint, of 16 ms and more, in steps of 8; a frame that is late is seen from frame to frame.
    private const string Begun = """
        () => {
          const d = window.benchDelays = { tasks: [], inputs: [], frames: [], blank: 0, bytes: 0, on: true };
          d.long = new PerformanceObserver(list => { for (const e of list.getEntries()) d.tasks.push(e.duration); });
          d.long.observe({ type: 'longtask' });
          d.event = new PerformanceObserver(list => { for (const e of list.getEntries()) d.inputs.push([e.name, e.duration, e.processingStart - e.startTime, e.interactionId]); });
          d.event.observe({ type: 'event', durationThreshold: 16 });
          let last = performance.now();
          const frame = () => {
            if (!d.on) return;
            const now = performance.now();
            d.frames.push(now - last);
            last = now;
            const middle = document.elementFromPoint(700, 500);
            if (!middle?.closest('tr[aria-rowindex]') && document.querySelectorAll('tr[aria-rowindex]').length > 12) d.blank++;
            requestAnimationFrame(frame);
          };
          requestAnimationFrame(frame);
        }
        """;

    private const string Ended = """
        () => { const d = window.benchDelays; d.on = false; d.long.disconnect(); d.event.disconnect(); return JSON.stringify({ tasks: d.tasks, inputs: d.inputs.map(i => i[1]), waits: d.inputs.map(i => i[2]), frames: d.frames, blank: d.blank }); }
        """;

    public static Task Begin(IPage page) => page.EvaluateAsync(Begun);

    /// <returns>In words, for people.</returns>
    public static async Task<string> End(IPage page)
    {
        var told = JsonSerializer.Deserialize<Told>(await page.EvaluateAsync<string>(Ended), JsonSerializerOptions.Web)!;
        var slow = told.Inputs.Length == 0 ? "every input painted within 16 ms" : Statistics.Say($"input to next paint p98 {told.Inputs.Quantile(0.98):0} ms, longest {told.Inputs.Max():0} ms of {told.Inputs.Length} over 16 ms (longest wait before it was handled {told.Waits.Max():0} ms)");
        var tasks = told.Tasks.Length == 0 ? "no task over 50 ms" : Statistics.Say($"{told.Tasks.Length} tasks over 50 ms, longest {told.Tasks.Max():0} ms");
        return Statistics.Say($"{slow}; {tasks}; {told.Frames.Length} frames, p99 {told.Frames.Quantile(0.99):0} ms, longest {told.Frames.Max():0} ms apart; no row yet in the middle in {told.Blank} of them");
    }

    private sealed record Told(double[] Tasks, double[] Inputs, double[] Waits, double[] Frames, int Blank);
}
