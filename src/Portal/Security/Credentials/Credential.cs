namespace Portal.Security.Credentials;

/// <summary>What a person gives to prove that it is they who act; never written anywhere, not even by accident.</summary>
public abstract record Credential
{
    private Credential() { }

    public sealed record Password(string Text) : Credential;

    public sealed override string ToString() => GetType().Name;
}

/// <summary>By what a person proved themselves.</summary>
public enum ProofKind
{
    Password,
}

/// <summary>Kinds of proof as the ledger has them.</summary>
public static class ProofKinds
{
    /// <summary>'password'; stable over releases.</summary>
    public static string Word(this ProofKind kind) => kind switch
    {
        _ => "password",
    };
}
