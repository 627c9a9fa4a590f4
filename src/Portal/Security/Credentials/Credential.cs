namespace Portal.Security.Credentials;

/// <summary>What a person gives to prove that it is they who act; never written anywhere, not even by accident.</summary>
public abstract record Credential
{
    private Credential() { }

    public sealed record Password(string Text) : Credential;

    /// <summary>Six digits of a code app, or else a recovery code.</summary>
    public sealed record Code(string Text) : Credential;

    /// <summary>What the browser's authenticator answered, as JSON.</summary>
    public sealed record Passkey(string Json) : Credential;

    /// <summary>The one that a form was filled with; the strongest, when there are several.</summary>
    public static Credential Of(string? password, string? code, string? passkey) =>
        !string.IsNullOrWhiteSpace(passkey) ? new Passkey(passkey)
        : !string.IsNullOrWhiteSpace(code) ? new Code(code)
        : new Password(password ?? "");

    public sealed override string ToString() => GetType().Name;
}

/// <summary>By what a person proved themselves.</summary>
public enum ProofKind
{
    Password,
    Totp,
    Passkey,
    RecoveryCode,
}

/// <summary>Kinds of proof as the ledger has them.</summary>
public static class ProofKinds
{
    /// <summary>'password', 'totp', 'passkey' or 'recovery code'; stable over releases.</summary>
    public static string Word(this ProofKind kind) => kind switch
    {
        ProofKind.Totp => "totp",
        ProofKind.Passkey => "passkey",
        ProofKind.RecoveryCode => "recovery code",
        _ => "password",
    };
}
