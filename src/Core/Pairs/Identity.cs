namespace Portal.Core.Pairs;

/// <summary>Which of the two servers: fixed for life, never a host name, since the servers of some engines are clones.</summary>
public enum Identity
{
    Primary,
    Secondary,
}

public static class Identities
{
    /// <summary>Both, Primary first.</summary>
    public static readonly System.Collections.Immutable.ImmutableArray<Identity> Both = [Identity.Primary, Identity.Secondary];

    /// <summary>The other server of the pair.</summary>
    public static Identity Partner(this Identity identity) =>
        identity == Identity.Primary ? Identity.Secondary : Identity.Primary;
}
