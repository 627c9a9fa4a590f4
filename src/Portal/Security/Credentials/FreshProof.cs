using Portal.Core.People;

namespace Portal.Security.Credentials;

/// <summary>That a person proved, a moment ago, that it is they who act. Only <see cref="CredentialCheck"/> makes one; it counts once, for one purpose.</summary>
public sealed class FreshProof
{
    /// <summary>From the credential to the act.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(60);

    private readonly UserId _by;
    private readonly Purpose _purpose;
    private readonly TimeProvider _clock;
    private readonly long _made;
    private int _used;

    internal FreshProof(UserId by, Purpose purpose, ProofKind how, TimeProvider clock)
    {
        (_by, _purpose, How, _clock) = (by, purpose, how, clock);
        // Not the time of day: a clock that is set back must not make a proof live longer.
        _made = clock.GetTimestamp();
    }

    public ProofKind How { get; }

    /// <summary>Uses the proof up.</summary>
    /// <returns>Null when it counts, else why not, as a sentence.</returns>
    internal string? Use(UserId by, Purpose purpose)
    {
        if (Interlocked.Exchange(ref _used, 1) != 0) return "This proof was used already.";
        if (_by != by) return "This was proven by somebody else.";
        if (_purpose != purpose) return "This was proven for something else.";
        return _clock.GetElapsedTime(_made) > Life ? "This was proven too long ago." : null;
    }
}
