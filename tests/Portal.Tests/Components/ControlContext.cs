using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MudBlazor.Services;
using Portal.Components.Controls;

namespace Portal.Tests.Components;

/// <summary>What controls need around them, with a clock that the test moves.</summary>
public abstract class ControlContext : BunitContext
{
    protected static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    protected ControlContext()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddSingleton<TimeProvider>(Time);
        Services.AddScoped<CircuitClock>();
        Services.AddScoped<ViewerZone>();
    }

    protected FakeTimeProvider Time { get; } = new(Noon);

    protected override void Dispose(bool disposing)
    {
        // MudBlazor's services are asynchronously disposable only.
        if (disposing) DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
