namespace Portal.Runs;

/// <summary>What a person's wish came to.</summary>
public abstract record Reply
{
    private Reply() { }

    public sealed record Done : Reply;

    /// <summary>Nothing was changed.</summary>
    /// <param name="Why">One sentence for the person.</param>
    /// <param name="Remedy">What to do instead.</param>
    public sealed record Refused(string Why, string Remedy) : Reply;
}

/// <summary>What a person's wish came to, with what it made.</summary>
public abstract record Reply<T>
{
    private Reply() { }

    public sealed record Done(T Value) : Reply<T>;

    public sealed record Refused(string Why, string Remedy) : Reply<T>;
}
