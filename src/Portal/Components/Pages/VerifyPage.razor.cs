using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;
using Portal.Audit;
using Portal.Components.Controls;
using Portal.Components.Looks;
using Portal.Core.Audit.Proof;
using Portal.Core.People;
using Portal.Live;
using static MudBlazor.Icons.Material;

namespace Portal.Components.Pages;

/// <summary>Verifies files that a person brings; they are read once, and not kept.</summary>
public sealed partial class VerifyPage : IDisposable
{
    private const int MostAnchors = 20, MostArchives = 100;
    private readonly CancellationTokenSource _gone = new();
    private CancellationTokenSource? _stop;
    private IBrowserFile? _export;
    private IReadOnlyList<IBrowserFile> _anchors = [];
    private ImmutableArray<IBrowserFile> _archives = [];
    private ImmutableArray<string> _said = [];
    private (string Why, string Do)? _refused;
    private Look _look = new(Filled.VerifiedUser, "", Tone.Ok);
    private string _keys = "", _about = "";
    private long _read;
    private bool _may, _busy;

    [CascadingParameter]
    private Task<AuthenticationState> Viewer { get; set; } = null!;

    [Inject]
    private IPeople People { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override async Task OnInitializedAsync() => _may = await May();

    private async Task<bool> May() => Callers.IdOf((await Viewer).User) is { } id && People.Find(id) is { } person && AuditReaders.May(person);

    private void TakeExport(InputFileChangeEventArgs chosen) => (_export, _said, _refused) = (chosen.File, [], null);

    private void TakeArchives(InputFileChangeEventArgs chosen)
    {
        (_archives, _said, _refused) = ([], [], null);
        if (chosen.FileCount > MostArchives) _refused = ($"{chosen.FileCount} archives are too many.", $"Choose at most {MostArchives}, or use portal-verify.");
        else _archives = [.. chosen.GetMultipleFiles(MostArchives)];
    }

    private void TakeAnchors(InputFileChangeEventArgs chosen)
    {
        (_anchors, _said, _refused) = ([], [], null);
        if (chosen.FileCount > MostAnchors) _refused = ($"{chosen.FileCount} files with anchors are too many.", $"Choose at most {MostAnchors}.");
        else _anchors = chosen.GetMultipleFiles(MostAnchors);
    }

    private void Stop() => _stop?.Cancel();

    private async Task Verify()
    {
        // A second press comes while the first one is at work.
        if (_busy || _export is not { } export || !await May()) return;
        (_said, _refused, _read) = ([], Unfit(export), 0);
        if (_refused is not null) return;
        _busy = true;
        using var stop = _stop = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token);
        using var limit = Time.CreateTimer(_ => stop.Cancel(), null, UploadedExport.Limit, Timeout.InfiniteTimeSpan);
        var began = Time.GetTimestamp();
        try
        {
            var anchors = new List<Anchored>();
            foreach (var file in _anchors)
            {
                await using var from = file.OpenReadStream(UploadedExport.LargestAnchor, stop.Token);
                anchors.AddRange(await UploadedExport.Anchors(from, file.Name, stop.Token));
            }
            var archives = await UploadedExport.InOrder(_archives, file => file.OpenReadStream(UploadedExport.LargestExport, stop.Token));
            Say(await UploadedExport.Verify([.. archives.Select(File)], File(export), new AuditTrust([.. anchors], Ids()), Read, stop.Token));
            _about = $"{export.Name}{(_archives.IsEmpty ? "" : $" after {(_archives.Length == 1 ? "1 archive" : $"{_archives.Length} archives")}")}, {Size(_read)} read in {Shown.Duration(Time.GetElapsedTime(began))}; {anchors.Count} checkpoints in {Files(_anchors.Count)} with anchors.";
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            if (!_gone.IsCancellationRequested) _refused = ("It was stopped before the end.", "Press Verify to begin again.");
        }
        catch (Exception fault) when (fault is IOException or JSException or JSDisconnectedException or OperationCanceledException or InvalidOperationException)
        {
            _refused = ("The file stopped coming, or was changed while it was read.", "Choose the files once more, then verify.");
        }
        finally
        {
            (_busy, _stop) = (false, null);
        }
    }

    private long Total => (_export?.Size ?? 0) + _archives.Sum(archive => archive.Size);

    private static UploadedFile File(IBrowserFile file) => new(file.Name, stop => file.OpenReadStream(UploadedExport.LargestExport, stop));

    private (string, string)? Unfit(IBrowserFile export) =>
        export.Size > UploadedExport.LargestExport ? ("The export is larger than 4 GB.", "Verify it with portal-verify on a machine of your own.")
        : _archives.FirstOrDefault(a => a.Size > UploadedExport.LargestExport) is { } archive ? ($"{archive.Name} is larger than 4 GB.", "Verify it with portal-verify on a machine of your own.")
        : _anchors.FirstOrDefault(a => a.Size > UploadedExport.LargestAnchor) is { } large ? ($"{large.Name} is larger than 256 MB.", "Cut the lines with checkpoints out of it (grep checkpoint), or use portal-verify.")
        : Ids().FirstOrDefault(id => id.Length != 32 || !id.All(char.IsAsciiHexDigitLower)) is { } wrong ? ($"'{wrong}' is no id of a key.", "An id has 32 digits from 0 to f; the page of the signing key shows it.")
        : null;

    private ImmutableArray<string> Ids() => [.. (_keys ?? "").Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private void Say(AuditFindings found)
    {
        _said = [.. FindingsText.Of(found, _anchors.Count > 0)];
        _look = !found.IsWhole ? new Look(Filled.GppBad, "wrong", Tone.Stop)
            : !found.IsFromFirst ? new Look(Filled.QuestionMark, "earlier part not given", Tone.Unknown)
            : found.IsTailProven ? new Look(Filled.VerifiedUser, "whole and proven", Tone.Ok)
            : new Look(Filled.QuestionMark, "whole, tail unproven", Tone.Unknown);
    }

    // Once in a while: a large file comes in thousands of pieces.
    private void Read(long bytes)
    {
        var (before, now) = (_read >> 23, bytes >> 23);
        _read = bytes;
        if (now != before) _ = InvokeAsync(StateHasChanged);
    }

    private static string Files(int count) => count == 1 ? "1 file" : $"{count} files";

    private static string Size(long bytes) => bytes switch
    {
        < 10_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
        < 10_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:N0} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:N0} MB"),
    };
}
