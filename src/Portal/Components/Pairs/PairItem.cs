using Portal.Core.Pairs;
using Portal.Live;

namespace Portal.Components.Pairs;

/// <summary>One row of the list: the head of a group, or a pair.</summary>
/// <param name="Row">Its number in the table, as screen readers are told it; 2 is the first below the header.</param>
/// <param name="Key">The same row again, whatever its number.</param>
/// <param name="Group">Of the head; null for a pair.</param>
/// <param name="Pair">Null for a head. Only its key: who keeps a thousand views keeps a generation of them alive.</param>
public readonly record struct PairItem(int Row, string Key, PairGroup? Group, PairId? Pair);

/// <summary>The pairs with one tag.</summary>
/// <param name="Tag"><see cref="NoTag"/> for those that have none, or none but those of the filter.</param>
/// <param name="Count">Pairs in it.</param>
/// <param name="Worst">What the worst of them needs.</param>
/// <param name="Yours">How many need this person.</param>
public sealed record PairGroup(string Tag, int Count, PairNeed Worst, int Yours, bool IsOpen)
{
    public const string NoTag = "without another tag";
}

/// <summary>Where a row stands while the order is held.</summary>
internal readonly record struct PairPlace(string Group, PairId? Pair);
