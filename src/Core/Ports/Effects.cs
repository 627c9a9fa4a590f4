using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Portal.Core.Pairs;
using Portal.Core.Runs;

namespace Portal.Core.Ports;

/// <summary>Names one attempt of one step; a server does what a key asks at most once and remembers it.</summary>
public sealed record EffectKey(RunId Run, StepId Step, int Attempt)
{
    /// <summary>As the servers see it: letters, digits, '-' and '.' only.</summary>
    public override string ToString() => $"{Run}.{Step}.{Attempt}";
}

/// <summary>Something done to a pair; a closed union.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "effect")]
[JsonDerivedType(typeof(Scan), "scan")]
[JsonDerivedType(typeof(Install), "install")]
[JsonDerivedType(typeof(Verify), "verify")]
[JsonDerivedType(typeof(Switchover), "switchover")]
[JsonDerivedType(typeof(SuspendEngine), "suspend-engine")]
[JsonDerivedType(typeof(ResumeEngine), "resume-engine")]
[JsonDerivedType(typeof(Reboot), "reboot")]
public abstract record Effect
{
    private Effect() { }

    /// <summary>Refreshes the package lists and tells what can be updated.</summary>
    public sealed record Scan(Identity On) : Effect;

    /// <summary>Installs exactly these versions, without a reboot.</summary>
    public sealed record Install(Identity On, ImmutableArray<PackageVersion> Packages) : Effect;

    /// <summary>Reads back whether exactly these versions are installed and nothing is half configured.</summary>
    public sealed record Verify(Identity On, ImmutableArray<PackageVersion> Packages) : Effect;

    /// <summary>Makes the server active, and its partner passive.</summary>
    public sealed record Switchover(Identity To) : Effect;

    /// <summary>Stops replication and supervision; the applications go on.</summary>
    public sealed record SuspendEngine : Effect;

    /// <summary>Starts the engine wherever it is not running.</summary>
    public sealed record ResumeEngine : Effect;

    /// <summary>Restarts the operating system of a server whose boot id is the given one; of no other boot.</summary>
    public sealed record Reboot(Identity On, string BootId) : Effect;
}

/// <summary>What became of an effect.</summary>
public enum EffectState
{
    /// <summary>The servers have never seen the key: nothing was done.</summary>
    NotSeen,

    /// <summary>Under way.</summary>
    Running,

    Succeeded,

    /// <summary>Ended, and it did not do what was asked.</summary>
    Failed,

    /// <summary>It cannot be told now: the connection is lost or the limit is over. Looking again may tell.</summary>
    Unknown,

    /// <summary>The server answers, and says that the job left no result: looking again will not tell.</summary>
    NoResult,
}

/// <summary>What became of an effect, as far as the servers can tell.</summary>
/// <param name="Detail">One sentence for the operator: what happened.</param>
/// <param name="Remedy">What to do about it; empty when nothing is.</param>
/// <param name="Updates">Result of a scan; default otherwise.</param>
/// <param name="RebootRequired">After an install or a verify: whether a restart completes it; null when not known.</param>
public sealed record EffectReport(
    EffectState State,
    string Detail,
    string Remedy = "",
    ImmutableArray<PackageUpdate> Updates = default,
    bool? RebootRequired = null)
{
    /// <summary>What a scan found; empty for every other effect, never default.</summary>
    public ImmutableArray<PackageUpdate> Updates { get; init; } = Updates.IsDefault ? [] : Updates;

    public static EffectReport Unknown(string detail, string remedy = "") => new(EffectState.Unknown, detail, remedy);
    public static EffectReport NotSeen(string detail) => new(EffectState.NotSeen, detail);
    public static EffectReport Failed(string detail, string remedy) => new(EffectState.Failed, detail, remedy);
    public static EffectReport Succeeded(string detail) => new(EffectState.Succeeded, detail);
}

/// <summary>One line that a server's tool printed.</summary>
/// <param name="At">When the portal received it, UTC.</param>
public sealed record OutputLine(DateTimeOffset At, string Text);
