using System.Collections.Immutable;
using Microsoft.AspNetCore.WebUtilities;
using Portal.Core.Pairs;
using Portal.Live;

namespace Portal.Components.Pairs;

/// <summary>Which pairs are shown and in what order; stands in the address, so that it can be sent, kept and gone back to.</summary>
/// <param name="Tile">Null shows all.</param>
/// <param name="Words">Each must stand somewhere in the name, the key, the engine, a server's name or address, a tag, or a package that is offered.</param>
/// <param name="Tags">A pair has to have all of them.</param>
/// <param name="Closed">Groups that are folded.</param>
public sealed record PairFilter(PairTile? Tile, string Words, ImmutableArray<string> Tags, PairGrouping Grouping, PairSort Sort, ImmutableArray<string> Closed)
{
    public static readonly PairFilter None = From(null, null);

    public static PairFilter From(string? need, string? words, string?[]? tags = null, string? group = null, string? sort = null, string?[]? closed = null) => new(
        PairTile.Find(need), words?.Trim() ?? "", Several(tags), group == "tag" ? PairGrouping.Tag : PairGrouping.None, PairSort.Find(sort), group == "tag" ? Several(closed) : []);

    /// <summary>The filter of an address that <see cref="Address"/> gave; what is not understood is left out.</summary>
    public static PairFilter Parse(string address)
    {
        var query = new QueryCollection(QueryHelpers.ParseQuery(address.Split('?', 2) is [_, var text] ? text : ""));
        return From(query["need"], query["q"], query["tag"], query["group"], query["sort"], query["closed"]);
    }

    /// <summary>Whether any pair may be left out.</summary>
    public bool IsOn => Tile is not null || Words.Length > 0 || Tags.Length > 0;

    public bool Shows(PairView view, PairEyes eyes) =>
        (Tile?.Asks(view, eyes) ?? true)
        && Tags.All(t => view.Pair.Tags.Contains(t, StringComparer.OrdinalIgnoreCase))
        && (Words.Length == 0 || Words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).All(w => Has(view, w)));

    /// <summary>The list with this filter: '/?need=you&amp;q=graz'.</summary>
    public string Address
    {
        get
        {
            IEnumerable<string?> parts =
            [
                Tile is null ? null : $"need={Tile.Key}",
                Words.Length == 0 ? null : $"q={Uri.EscapeDataString(Words)}",
                .. Tags.Select(t => $"tag={Uri.EscapeDataString(t)}"),
                Grouping == PairGrouping.Tag ? "group=tag" : null,
                Sort == PairSort.Problems ? null : $"sort={Sort.Key}",
                .. Closed.Select(c => $"closed={Uri.EscapeDataString(c)}"),
            ];
            var query = string.Join('&', parts.Where(p => p is not null));
            return query.Length == 0 ? "/" : $"/?{query}";
        }
    }

    /// <summary>The same view with every group open: what a person keeps.</summary>
    public PairFilter Unfolded => this with { Closed = [] };

    /// <summary>All pairs, in the same order and groups.</summary>
    public PairFilter Cleared => this with { Tile = null, Words = "", Tags = [], Closed = [] };

    /// <summary>The tile that is on is taken off by a second click.</summary>
    public PairFilter Toggle(PairTile tile) => this with { Tile = tile == Tile ? null : tile };

    /// <summary>A tag that is on is taken off.</summary>
    public PairFilter Toggle(string tag) => this with { Tags = Toggled(Tags, tag) };

    /// <summary>Folds a group, or opens it.</summary>
    public PairFilter Fold(string group) => this with { Closed = Toggled(Closed, group) };

    public bool Has(string tag) => Tags.Contains(tag, StringComparer.OrdinalIgnoreCase);

    /// <summary>Two filters are the same when their addresses are.</summary>
    public bool Equals(PairFilter? other) => other is not null && Address == other.Address;

    public override int GetHashCode() => Address.GetHashCode(StringComparison.Ordinal);

    private static ImmutableArray<string> Several(string?[]? values) =>
        [.. (values ?? []).OfType<string>().Where(v => !string.IsNullOrWhiteSpace(v)).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];

    private static ImmutableArray<string> Toggled(ImmutableArray<string> all, string one) =>
        all.Contains(one, StringComparer.OrdinalIgnoreCase)
            ? [.. all.Where(t => !t.Equals(one, StringComparison.OrdinalIgnoreCase))]
            : Several([.. all, one]);

    private static bool Has(PairView view, string word)
    {
        bool In(string? text) => text?.Contains(word, StringComparison.OrdinalIgnoreCase) == true;
        var pair = view.Pair;
        return In(pair.Name) || In(pair.Id.Value) || In(view.Engine.Name) || pair.Tags.Any(In)
            || Identities.Both.Any(i => In(pair[i].HostName) || In(pair[i].Management) || Offers(view.Snapshot[i], In));
    }

    private static bool Offers(ServerSnapshot server, Func<string?, bool> has) =>
        server.Updates is { IsKnown: true, Value.IsDefaultOrEmpty: false } && server.Updates.Value.Any(u => has(u.Name));
}

/// <summary>Under what the pairs of the list are put together.</summary>
public enum PairGrouping
{
    None,

    /// <summary>Under each of their tags; a pair with two stands in both groups.</summary>
    Tag,
}
