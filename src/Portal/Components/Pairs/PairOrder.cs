using System.Collections.Immutable;
using Portal.Live;

namespace Portal.Components.Pairs;

/// <summary>The order of the list; while it is held, rows change in place and none moves, comes or goes.</summary>
public sealed class PairOrder
{
    private ImmutableArray<PairPlace> _places = [];
    private PairFilter? _filter;

    /// <summary>The pointer is over the list.</summary>
    public bool UnderPointer { get; set; }

    /// <summary>The focus is in the list.</summary>
    public bool HasFocus { get; set; }

    public bool Held => UnderPointer || HasFocus;

    /// <summary>Rows would stand elsewhere if the order were not held.</summary>
    public bool IsLate { get; private set; }

    /// <summary>Pairs shown, each once, whatever their groups.</summary>
    public int Count { get; private set; }

    /// <summary>Puts the rows where they belong once, although they are held.</summary>
    public void Forget() => _filter = null;

    /// <param name="views">By name, the newest of each pair.</param>
    public ImmutableArray<PairItem> Arrange(ImmutableArray<PairView> views, PairFilter filter, PairEyes eyes)
    {
        var fitting = views.Where(v => filter.Shows(v, eyes)).Select(v => (View: v, Rank: filter.Sort.Rank(v, eyes))).OrderBy(x => x.Rank).Select(x => x.View).ToArray();
        var groups = filter.Grouping == PairGrouping.Tag ? Groups(fitting, filter, eyes) : [];
        ImmutableArray<PairPlace> due = filter.Grouping == PairGrouping.Tag
            ? [.. groups.SelectMany(g => Places(g, fitting, filter))]
            : [.. fitting.Select(v => new PairPlace("", v.Pair.Id))];
        if (!Held || filter != _filter) (_filter, _places) = (filter, due);
        IsLate = Held && !_places.AsSpan().SequenceEqual(due.AsSpan());
        if (!IsLate) Count = fitting.Length;
        return Filled(groups.ToDictionary(g => g.Tag), filter);
    }

    private ImmutableArray<PairItem> Filled(Dictionary<string, PairGroup> groups, PairFilter filter)
    {
        var items = ImmutableArray.CreateBuilder<PairItem>(_places.Length);
        var grouped = filter.Grouping == PairGrouping.Tag;
        foreach (var place in _places)
        {
            var row = items.Count + 2;
            if (place.Pair is { } id)
            {
                items.Add(new PairItem(row, grouped ? $"{place.Group}/{id}" : id.Value, null, id));
            }
            else
            {
                // A group that is held and has lost its last pair stays, and says that it is empty.
                items.Add(new PairItem(row, $"{place.Group}/", groups.GetValueOrDefault(place.Group) ?? new PairGroup(place.Group, 0, PairNeed.Nothing, 0, !filter.Closed.Contains(place.Group, StringComparer.OrdinalIgnoreCase)), null));
            }
        }
        return items.ToImmutable();
    }

    private static IEnumerable<PairPlace> Places(PairGroup group, PairView[] fitting, PairFilter filter)
    {
        IEnumerable<PairPlace> head = [new PairPlace(group.Tag, null)];
        return group.IsOpen ? head.Concat(fitting.Where(v => TagsOf(v, filter).Contains(group.Tag, StringComparer.OrdinalIgnoreCase)).Select(v => new PairPlace(group.Tag, v.Pair.Id))) : head;
    }

    private static PairGroup[] Groups(PairView[] fitting, PairFilter filter, PairEyes eyes)
    {
        var groups = fitting.SelectMany(v => TagsOf(v, filter).Select(tag => (Tag: tag, Need: eyes.Need(v))))
            .GroupBy(x => x.Tag, x => x.Need, StringComparer.OrdinalIgnoreCase)
            .Select(g => new PairGroup(g.Key, g.Count(), g.Min(), g.Count(n => n == PairNeed.You), !filter.Closed.Contains(g.Key, StringComparer.OrdinalIgnoreCase)));
        return
        [
            .. groups.OrderBy(g => filter.Sort == PairSort.Problems ? g.Worst : PairNeed.You).ThenBy(g => g.Tag == PairGroup.NoTag).ThenBy(g => g.Tag, StringComparer.OrdinalIgnoreCase),
        ];
    }

    // Every pair that is shown has the tags of the filter: a group of them would only repeat the list.
    private static IEnumerable<string> TagsOf(PairView view, PairFilter filter)
    {
        var own = view.Pair.Tags.Where(t => !filter.Has(t)).ToArray();
        return own.Length > 0 ? own : [PairGroup.NoTag];
    }
}
