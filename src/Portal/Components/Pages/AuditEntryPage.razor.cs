using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Portal.Audit;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Live;
using Portal.Storage.Ledger;

namespace Portal.Components.Pages;

/// <summary>One entry of the audit trail at an address of its own: what it says, its raw form and its proof.</summary>
public sealed partial class AuditEntryPage
{
    private EntryProof? _proof;
    private AuditNames _names = AuditNames.Keys;
    private ImmutableArray<PairId> _pairs = [];
    private string _sentence = "";
    private string? _unavailable;
    private long? _seq;
    private long _first, _last;
    private ArchivedPart? _archive;
    private bool _may;

    /// <summary>The entry's place, as the address has it.</summary>
    [Parameter]
    public string Place { get; set; } = "";

    [CascadingParameter]
    private Task<AuthenticationState> Viewer { get; set; } = null!;

    // Only while the page is made for its first answer.
    [CascadingParameter]
    private HttpContext? Request { get; set; }

    [Inject]
    private EntryProofs Proofs { get; set; } = null!;

    [Inject]
    private LedgerExplorer Explorer { get; set; } = null!;

    [Inject]
    private ILedger Ledger { get; set; } = null!;

    [Inject]
    private IPeople People { get; set; } = null!;

    private string Title => _seq is { } seq ? $"Entry {seq.ToString("N0", CultureInfo.InvariantCulture)}" : "No entry";

    private string WhyNone => _seq is not { } seq ? "The address names no entry: its number stands at the end, as in /audit/entries/12."
        : seq > _last ? $"The ledger ends with entry {Plain(_last)}. When there will be an entry {Plain(seq)}, it stands here."
        : _archive is { } archive ? $"Entry {Plain(seq)} stands in the archive {archive.Name} (SHA-256 {archive.Digest}); the ledger here begins with entry {Plain(_first)}."
        : seq < _first ? $"The ledger here begins with entry {Plain(_first)}; what is older stands in an archive."
        : $"Entry {Plain(seq)} is missing between the others: somebody took it out. Verify the chain under Audit.";

    protected override async Task OnParametersSetAsync()
    {
        var viewer = Callers.IdOf((await Viewer).User);
        // Nothing but digits: one entry has one address.
        _seq = Place.Length is > 0 and <= 18 && Place.All(char.IsAsciiDigit) && Place[0] != '0' ? long.Parse(Place, CultureInfo.InvariantCulture) : null;
        Load(viewer);
        if (_may && _proof is null && _unavailable is null && Request is { Response.HasStarted: false } request) NotFound(request);
    }

    // Said when the answer leaves: said before, another page would be put in the place of this one, which says less.
    private static void NotFound(HttpContext request) => request.Response.OnStarting(() =>
    {
        request.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    });

    private void Load(UserId? viewer)
    {
        (_proof, _unavailable, _pairs, _archive) = (null, null, [], null);
        try
        {
            _may = viewer is { } id && People.Find(id) is { } person && AuditReaders.May(person);
            if (!_may) return;
            (_first, _last) = Explorer.Ends();
            if (_seq is not { } seq) return;
            if (Proofs.Find(seq) is not { } proof)
            {
                _archive = Ledger.ArchiveOf(seq);
                return;
            }
            _names = new LedgerNames(Ledger, People).Names;
            _sentence = VisibleText.Of(AuditSentences.Of(proof.Entry, _names));
            _pairs = PairsOf(proof.Entry.Stream);
            _proof = proof;
        }
        catch (LedgerUnavailableException fault)
        {
            _unavailable = fault.Message;
        }
    }

    private ImmutableArray<PairId> PairsOf(StreamId stream)
    {
        if (Streams.RunOf(stream) is { } run) return Explorer.PairsOf(run);
        return stream.Value.Split('/', 2) is ["pair" or "scan" or "rehearsal", var pair] && PairId.IsValid(pair) ? [new PairId(pair)] : [];
    }

    private static string Plain(long seq) => seq.ToString(CultureInfo.InvariantCulture);
}
