using Portal.Core.Pairs;
using Portal.Live;

namespace Portal.Components.Pairs;

/// <summary>Which pairs are shown; stands in the address, so that it can be sent and gone back to.</summary>
/// <param name="Tile">Null shows all.</param>
/// <param name="Words">Each must stand somewhere in the name, the key, the engine, a server's name or address, a tag, or a package that is offered.</param>
public sealed record PairFilter(PairTile? Tile, string Words)
{
    public static PairFilter From(string? need, string? words) => new(PairTile.Find(need), words?.Trim() ?? "");

    public bool IsOn => Tile is not null || Words.Length > 0;

    public bool Shows(PairView view) => (Tile?.Asks(view) ?? true) && Words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).All(w => Has(view, w));

    /// <summary>The list with this filter: '/?need=you&amp;q=graz'.</summary>
    public string Address
    {
        get
        {
            string?[] parts = [Tile is null ? null : $"need={Tile.Key}", Words.Length == 0 ? null : $"q={Uri.EscapeDataString(Words)}"];
            var query = string.Join('&', parts.Where(p => p is not null));
            return query.Length == 0 ? "/" : $"/?{query}";
        }
    }

    /// <summary>The tile that is on is taken off by a second click.</summary>
    public PairFilter Toggle(PairTile tile) => this with { Tile = tile == Tile ? null : tile };

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
