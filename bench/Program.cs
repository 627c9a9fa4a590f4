using Portal.Bench.Explorer;
using Portal.Bench.Figures;
using Portal.Bench.List;
using Portal.Bench.Rolling;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) => { pressed.Cancel = true; stop.Cancel(); };
Func<int, CancellationToken, Task>? figure = args.FirstOrDefault() switch
{
    "rolling" => RollingFigure.Measure,
    "start" => StartFigure.Measure,
    "memory" => MemoryFigure.Measure,
    "live" => LiveFigure.Measure,
    "list" => ListFigure.Measure,
    "agree" => AgreeFigure.Measure,
    "verify" => VerifyFigure.Measure,
    "explorer" => ExplorerFigure.Measure,
    "archive" => ArchiveFigure.Measure,
    _ => null,
};
if (figure is null)
{
    Console.Error.WriteLine("usage: bench/run rolling|start|memory|live|list|agree|verify|explorer|archive [ROUNDS]");
    return 2;
}
Console.WriteLine($"{args[0]}, {DateTimeOffset.Now:yyyy-MM-dd HH:mm}, {Portal.Bench.Machine.Describe()}");
await figure(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 0, stop.Token);
Console.WriteLine($"load at the end {Portal.Bench.Machine.Load()}");
return 0;
