using Microsoft.AspNetCore.Components;
using Portal.Components.Controls;
using Portal.Components.Looks;
using Portal.Live;

namespace Portal.Components.Pairs;

/// <summary>One pair in the list.</summary>
public sealed partial class PairRow
{
    private Look _needs;
    private PairRun? _run;
    private bool _mine;
    private PairRowShown? _rendered;
    private string _ages = "";

    [Parameter, EditorRequired]
    public PairView View { get; set; } = null!;

    /// <inheritdoc cref="PairItem.Row"/>
    [Parameter, EditorRequired]
    public int Row { get; set; }

    /// <inheritdoc cref="PairItem.Key"/>
    [Parameter, EditorRequired]
    public string Key { get; set; } = "";

    /// <summary>Whose list it is.</summary>
    [Parameter, EditorRequired]
    public PairEyes Eyes { get; set; } = null!;

    /// <summary>What a tag of the row is added to.</summary>
    [Parameter, EditorRequired]
    public PairFilter Filter { get; set; } = null!;

    /// <summary>Whether Tab stops here.</summary>
    [Parameter, EditorRequired]
    public bool Stop { get; set; }

    /// <summary>Told the key when the focus comes here.</summary>
    [Parameter, EditorRequired]
    public Action<string> Reached { get; set; } = null!;

    /// <summary>What the ages count by, UTC.</summary>
    [Parameter, EditorRequired]
    public DateTimeOffset Now { get; set; }

    // By reference, but for the plain values: to compare what two views hold would cost more than to render them.
    private bool IsSame => _rendered is { } r && ReferenceEquals(r.View, View) && r.Row == Row && ReferenceEquals(r.Eyes, Eyes) && ReferenceEquals(r.Filter, Filter) && r.Stop == Stop;

    protected override void OnParametersSet()
    {
        if (IsSame) return;
        _needs = Eyes.Look(View);
        _mine = Eyes.Asked(View) == AskedOf.Viewer;
        _run = View.Run is { } open ? PairRun.Of(open) : null;
    }

    protected override bool ShouldRender() => !IsSame || _ages != Ages();

    protected override void OnAfterRender(bool firstRender) => (_rendered, _ages) = (new(View, Row, Eyes, Filter, Stop), Ages());

    private TimeSpan Age => Now - PairShown.AsOf(View.Snapshot);

    private string? AgeCss => Age > Controls.Age.UsuallyStale ? "stale" : Age > Controls.Age.UsuallyOld ? "old" : null;

    private static string Ago(TimeSpan age) => Shown.Age(age) is var said && said == "now" ? said : $"{said} ago";

    private string Ages() => Shown.Age(Age) + (_run?.Since is { } since ? Shown.Age(Now - since) : "");

    private readonly record struct PairRowShown(PairView View, int Row, PairEyes Eyes, PairFilter Filter, bool Stop);
}
