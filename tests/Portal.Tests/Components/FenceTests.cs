using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Portal.Components.Layout;
using Portal.Components.Pages;

namespace Portal.Tests.Components;

public sealed class FenceTests : ControlContext
{
    private readonly Heard<Fence> _log = new();

    public FenceTests() => Services.AddSingleton<ILogger<Fence>>(_log);

    [Fact]
    public void A_page_that_fails_says_so_under_the_number_that_is_in_the_log()
    {
        var fence = Render<Fence>(p => p
            .AddChildContent<Failing>()
            .Add(f => f.ErrorContent, _ => builder =>
            {
                builder.OpenComponent<PageFault>(0);
                builder.AddComponentParameter(1, nameof(PageFault.Number), "shown by the layout");
                builder.CloseComponent();
            }));

        Assert.Contains("Nothing was started or undone", fence.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Matches("^F-[2-9A-HJKMNP-Z]{6}$", fence.Instance.Number);
        var (text, fault) = Assert.Single(_log.Lines);
        Assert.Contains(fence.Instance.Number, text, StringComparison.Ordinal);
        Assert.Equal("as planned", fault?.Message);
    }

    [Fact]
    public void A_request_that_fails_says_so_under_the_number_that_is_in_the_log()
    {
        var log = new Heard<Error>();
        Services.AddSingleton<ILogger<Error>>(log);
        var request = new DefaultHttpContext();
        request.Features.Set<IExceptionHandlerPathFeature>(new ExceptionHandlerFeature { Error = new InvalidOperationException("as planned"), Path = "/runs" });

        var page = Render<Error>(p => p.AddCascadingValue<HttpContext>(request));

        var (text, fault) = Assert.Single(log.Lines);
        Assert.Equal("as planned", fault?.Message);
        Assert.Contains(page.Find(".mono").TextContent, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_types_the_address_of_the_error_page_is_shown_no_number()
    {
        Services.AddSingleton<ILogger<Error>>(new Heard<Error>());
        Assert.Empty(Render<Error>(p => p.AddCascadingValue<HttpContext>(new DefaultHttpContext())).FindAll(".mono"));
    }

    private sealed class Failing : ComponentBase
    {
        protected override void OnInitialized() => throw new InvalidOperationException("as planned");
    }

    private sealed class Heard<T> : ILogger<T>
    {
        public List<(string Text, Exception? Fault)> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Add((formatter(state, exception), exception));
    }
}
