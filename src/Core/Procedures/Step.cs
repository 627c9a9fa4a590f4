using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Portal.Core.Pairs;
using Portal.Core.Runs;

namespace Portal.Core.Procedures;

/// <summary>What a step does; a closed union.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "do")]
[JsonDerivedType(typeof(Preflight), "preflight")]
[JsonDerivedType(typeof(Scan), "scan")]
[JsonDerivedType(typeof(Install), "install")]
[JsonDerivedType(typeof(Verify), "verify")]
[JsonDerivedType(typeof(Reboot), "reboot")]
[JsonDerivedType(typeof(Switchover), "switchover")]
[JsonDerivedType(typeof(SuspendEngine), "suspend-engine")]
[JsonDerivedType(typeof(ResumeEngine), "resume-engine")]
[JsonDerivedType(typeof(WaitForSync), "wait-for-sync")]
public abstract record StepAction
{
    private StepAction() { }

    /// <summary>Only checks; every guard before it must hold.</summary>
    public sealed record Preflight : StepAction;
    public sealed record Scan(Identity On) : StepAction;
    public sealed record Install(Identity On) : StepAction;
    public sealed record Verify(Identity On) : StepAction;
    public sealed record Reboot(Identity On) : StepAction;
    public sealed record Switchover(Identity To) : StepAction;
    public sealed record SuspendEngine : StepAction;
    public sealed record ResumeEngine : StepAction;

    /// <summary>Does nothing but wait for the guards after it.</summary>
    public sealed record WaitForSync : StepAction;
}

/// <summary>Who has to agree before a step runs.</summary>
public enum Gate
{
    None,

    /// <summary>A second admin approves exactly this step of this plan.</summary>
    SecondAdmin,
}

/// <summary>When a step runs at all; else it is skipped, with the reason in the ledger.</summary>
public enum StepCondition
{
    Always,

    /// <summary>The server that the step serves says that a restart completes its updates.</summary>
    RebootRequired,

    /// <summary>The engine is not known to run on both servers.</summary>
    EngineNotRunning,

    /// <summary>Secondary is active.</summary>
    SecondaryActive,

    /// <summary>The engine is not suspended on one of the servers: a server that restarted in an earlier round started it again.</summary>
    EngineNotSuspended,

    /// <summary>Both: the server that the step serves has to be restarted, and the engine is not suspended for it yet.</summary>
    RebootRequiredAndEngineNotSuspended,
}

/// <summary>A scan that may lead back: what it still finds is put to a person, who takes it in or leaves it.</summary>
/// <param name="Repeat">Steps that run again, in the order of the procedure.</param>
/// <param name="MaxRounds">Times that they may run in all, 1 or more.</param>
public sealed record Loop(ImmutableArray<StepId> Repeat, int MaxRounds);

/// <summary>One step of a procedure, as data.</summary>
/// <param name="For">The server whose packages it serves; the step is left out of a plan that has none for it. Null: always in.</param>
/// <param name="Before">Must all hold right before it, on readings at most 5 s old.</param>
/// <param name="Until">Must all hold for it to be done.</param>
/// <param name="Limit">Longest time from its start to done.</param>
public sealed record Step(
    StepId Id,
    string Title,
    StepAction Do,
    Identity? For,
    ImmutableArray<Guard> Before,
    ImmutableArray<Guard> Until,
    TimeSpan Limit,
    Gate Gate = Gate.None,
    StepCondition When = StepCondition.Always,
    Loop? Loop = null)
{
    /// <summary>Users may notice it.</summary>
    [JsonIgnore]
    public bool Interrupts => Do is StepAction.Switchover;
}

/// <summary>A procedure fitted to a pair and its engine.</summary>
/// <param name="Name">'B'.</param>
/// <param name="Title">For people.</param>
/// <param name="Version">Raised when its steps change.</param>
/// <param name="LeftOut">Sentences: which steps of the article fall away here, and why.</param>
public sealed record Procedure(string Name, string Title, int Version, ImmutableArray<Step> Steps, ImmutableArray<string> LeftOut);
