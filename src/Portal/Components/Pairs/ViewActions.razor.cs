using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Portal.Core.People;
using Portal.Runs;
using Portal.Views;

namespace Portal.Components.Pairs;

/// <summary>What can be done with the view that is shown.</summary>
public sealed partial class ViewActions
{
    private ElementReference _field, _first;
    private PairFilter? _shown;
    private KeptView? _deleted;
    private Reply.Refused? _refused;
    private string _given = "";
    private string _name = "";
    private bool _naming;
    private Focus _focus;

    [Parameter, EditorRequired]
    public UserId? Viewer { get; set; }

    [Parameter, EditorRequired]
    public ImmutableArray<KeptView> Views { get; set; }

    /// <summary>What is shown now.</summary>
    [Parameter, EditorRequired]
    public PairFilter Filter { get; set; } = null!;

    /// <summary>Told when the views are others than before.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    [Inject]
    private IViewDesk Desk { get; set; } = null!;

    private KeptView? Current => Views.FirstOrDefault(v => v.Filter == Filter.Unfolded);

    protected override void OnParametersSet()
    {
        if (_shown == Filter) return;
        // Another view: what was begun with the one before is over. An undo stays, for it is about neither.
        (_shown, _naming, _refused) = (Filter, false, null);
        if (_deleted is { } gone && gone.Filter != Filter.Unfolded) _deleted = null;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        var focus = _focus;
        _focus = Focus.Stays;
        if (focus == Focus.Field) await _field.FocusAsync();
        else if (focus == Focus.Button && _first.Context is not null) await _first.FocusAsync();
    }

    private void Open()
    {
        _given = _name = Current?.Name ?? "";
        (_naming, _refused, _deleted, _focus) = (true, null, null, Focus.Field);
    }

    // The field is the browser's: the page renders all the time, and must not take back what is being typed.
    private void Write(ChangeEventArgs change) => _name = change.Value?.ToString() ?? "";

    private void Close() => (_naming, _refused, _focus) = (false, null, Focus.Button);

    private void Key(KeyboardEventArgs pressed)
    {
        if (pressed.Key == "Escape") Close();
    }

    private Task Submit() => Ask(by => Current is { } view ? Desk.Rename(by, view.Name, _name) : Desk.Save(by, _name, Filter.Unfolded.Address), null);

    private Task Delete() => Current is { } view ? Ask(by => Desk.Delete(by, view.Name), view) : Task.CompletedTask;

    private Task Undo() => _deleted is { } gone ? Ask(by => Desk.Save(by, gone.Name, gone.Filter.Address), null) : Task.CompletedTask;

    private async Task Ask(Func<UserId, Reply> ask, KeptView? deleted)
    {
        if (Viewer is not { } by) return;
        _refused = ask(by) as Reply.Refused;
        if (_refused is not null) return;
        (_naming, _deleted, _focus) = (false, deleted, Focus.Button);
        await Changed.InvokeAsync();
    }

    private enum Focus
    {
        Stays,
        Field,
        Button,
    }
}
