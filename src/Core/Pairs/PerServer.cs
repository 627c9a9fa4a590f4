namespace Portal.Core.Pairs;

/// <summary>One value for each server of a pair.</summary>
public sealed record PerServer<T>(T Primary, T Secondary)
{
    public T this[Identity identity] => identity == Identity.Primary ? Primary : Secondary;

    /// <summary>A copy with one server's value replaced.</summary>
    public PerServer<T> With(Identity identity, T value) =>
        identity == Identity.Primary ? this with { Primary = value } : this with { Secondary = value };
}
