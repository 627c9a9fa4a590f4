using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Portal.Bench.Inside;

/// <summary>What .NET calls before a program's Main when DOTNET_STARTUP_HOOKS names this assembly: the published portal runs as it is, with one person more in it.</summary>
internal static class StartupHook
{
    public static void Initialize() => DiagnosticListener.AllListeners.Subscribe(new Told<DiagnosticListener>(listener =>
    {
        if (listener.Name == "Microsoft.Extensions.Hosting")
            listener.Subscribe(new Told<KeyValuePair<string, object?>>(said =>
            {
                if (said is not { Key: "HostBuilt", Value: IHost host }) return;
                if (Environment.GetEnvironmentVariable(HeapReport.Variable) is { } file) HeapReport.Begin(file);
                else PlannedRun.Begin(host.Services);
            }));
    }));

    private sealed class Told<T>(Action<T> next) : IObserver<T>
    {
        public void OnNext(T value) => next(value);

        public void OnError(Exception error)
        {
        }

        public void OnCompleted()
        {
        }
    }
}
