namespace Portal.Core.Pairs;

/// <summary>The immutable key of a pair: 1 to 40 characters of a-z, 0-9 and '-'.</summary>
public readonly record struct PairId(string Value)
{
    /// <summary>Whether the text may be used as a key; it ends up in job keys and URLs.</summary>
    public static bool IsValid(string? text) =>
        text is { Length: >= 1 and <= 40 } && text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');

    public override string ToString() => Value;
}
