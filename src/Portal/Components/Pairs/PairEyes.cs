using Portal.Components.Looks;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Live;

namespace Portal.Components.Pairs;

/// <summary>Pairs as one person sees them: a question to somebody else needs nothing of this one.</summary>
/// <param name="Viewer">As the store has them; null may decide nothing.</param>
public sealed record PairEyes(Person? Viewer)
{
    public AskedOf Asked(PairView view) => view.Run?.State switch
    {
        { Status: RunStatus.Running, Asked: not null, Granted: null } s => Viewer is not null && Run.WhyNotApprove(s, Viewer) is null ? AskedOf.Viewer : AskedOf.Others,
        _ => AskedOf.Nobody,
    };

    /// <summary>What the pair needs of this person.</summary>
    public PairNeed Need(PairView view) =>
        view.Need == PairNeed.You && Asked(view) == AskedOf.Others && view.Snapshot is { Primary.Role: var p, Secondary.Role: var s } && !(p.IsKnown && s.IsKnown && p.Value == s.Value)
            ? PairNeed.Running
            : view.Need;

    public Look Look(PairView view) => LookOf.Need(view, Asked(view));
}
