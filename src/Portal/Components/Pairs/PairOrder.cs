using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Live;

namespace Portal.Components.Pairs;

/// <summary>The order of the list: by need, then by name; while it is held, rows change in place and none moves, comes or goes.</summary>
public sealed class PairOrder
{
    private ImmutableArray<PairId> _ids = [];
    private PairFilter? _filter;

    /// <summary>Set while the pointer is over the list, or the focus in it.</summary>
    public bool Held { get; set; }

    public ImmutableArray<PairView> Arrange(IReadOnlyDictionary<PairId, PairView> views, PairFilter filter)
    {
        if (!Held || filter != _filter)
        {
            _filter = filter;
            _ids = [.. views.Values.Where(filter.Shows).OrderBy(v => v.Need).ThenBy(v => v.Pair.Name, StringComparer.OrdinalIgnoreCase).Select(v => v.Pair.Id)];
        }
        return [.. _ids.Select(views.GetValueOrDefault).OfType<PairView>()];
    }
}
