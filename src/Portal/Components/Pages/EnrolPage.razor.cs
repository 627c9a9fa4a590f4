using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Ports;
using Portal.Live;

namespace Portal.Components.Pages;

/// <summary>How a server comes into the portal: its host keys, the commands, and whether it answers.</summary>
public sealed partial class EnrolPage : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly CancellationTokenSource _stop = new();
    private Pair? _pair;
    private Identity? _identity;
    private bool _may;
    private bool _looking;
    private bool _looked;
    private Enrolment? _enrolment;
    private string? _fault;
    private EnrolmentInstructions? _instructions;
    private string? _noInstructions;
    private ImmutableArray<string> _shownKeys = [];

    /// <summary>Key of the pair.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    /// <summary>'primary' or 'secondary'.</summary>
    [Parameter]
    public string Server { get; set; } = "";

    [CascadingParameter]
    private Task<AuthenticationState> Viewer { get; set; } = null!;

    [Inject]
    private IPairCatalog Catalog { get; set; } = null!;

    [Inject]
    private IEnrolments Enrolments { get; set; } = null!;

    [Inject]
    private IPeople People { get; set; } = null!;

    private string Setting => JsonSerializer.Serialize(
        new Dictionary<string, object> { ["Pairs"] = new Dictionary<string, object> { [_pair!.Id.Value] = new Dictionary<string, object> { [_identity!.Value.ToString()] = new { HostKeys = _shownKeys } } } }, Indented);

    protected override async Task OnParametersSetAsync()
    {
        var who = Callers.IdOf((await Viewer).User);
        _pair = Catalog.Find(new PairId(Id));
        _identity = Server switch { "primary" => Identity.Primary, "secondary" => Identity.Secondary, _ => null };
        _may = who is { } id && People.Find(id)?.Has(PortalRole.Admin) == true;
        (_enrolment, _fault, _shownKeys, _looked) = (null, null, [], false);
        if (_may && _pair is not null && _identity is { } identity) Instruct(_pair, identity);
    }

    // Not while prerendering: it asks the server, and takes up to some seconds.
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_looked || !_may || _pair is null || _identity is null) return;
        _looked = true;
        await Look();
    }

    public void Dispose() => _stop.Cancel();

    private void Instruct(Pair pair, Identity identity)
    {
        try
        {
            (_instructions, _noInstructions) = (Enrolments.Instructions(pair, identity), null);
        }
        catch (InvalidOperationException fault)
        {
            (_instructions, _noInstructions) = (null, fault.Message);
        }
    }

    private async Task Look()
    {
        if (_looking || _pair is not { } pair || _identity is not { } identity) return;
        _looking = true;
        StateHasChanged();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(Limit);
        try
        {
            _shownKeys = await Enrolments.ShownHostKeys(pair, identity, limit.Token);
            _enrolment = await Enrolments.Check(pair, identity, limit.Token);
        }
        catch (OperationCanceledException)
        {
            _fault = $"The server did not answer within {Limit.TotalSeconds:0} s.";
        }
        finally
        {
            _looking = false;
        }
        if (!_stop.IsCancellationRequested) StateHasChanged();
    }
}
