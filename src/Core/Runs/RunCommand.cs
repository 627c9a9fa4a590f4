using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Ports;

namespace Portal.Core.Runs;

/// <summary>What a person or the driver wants of a run; a closed union.</summary>
public abstract record RunCommand
{
    private RunCommand() { }

    /// <summary>By a person.</summary>
    public abstract record ByPerson(Person By) : RunCommand;

    public sealed record Start(Person By) : ByPerson(By);
    public sealed record Pause(Person By) : ByPerson(By);

    /// <summary>Goes on after a pause or a hold; everything is checked again. Never makes a new attempt.</summary>
    public sealed record Resume(Person By) : ByPerson(By);

    /// <param name="Proof">By what the person proved themselves just now: 'password'.</param>
    public sealed record Approve(Person By, StepId Step, string Digest, string Reason, string? Proof = null) : ByPerson(By);

    /// <inheritdoc cref="Approve"/>
    public sealed record Reject(Person By, StepId Step, string Digest, string Reason, string? Proof = null) : ByPerson(By);

    /// <summary>Lets the asked step run without its approvals, in an emergency. Every guard still has to hold; somebody else reviews it afterwards.</summary>
    /// <param name="Reason">At least <see cref="Run.EmergencyLength"/> characters.</param>
    /// <param name="Proof">By what the person proved themselves just now: 'password'.</param>
    public sealed record BreakGlass(Person By, StepId Step, string Digest, string Reason, string? Proof = null) : ByPerson(By);

    /// <summary>Says afterwards whether breaking the glass was right; also of a run that has ended.</summary>
    /// <param name="Digest">Of the question that was cut short.</param>
    /// <param name="Proof">By what the person proved themselves just now: 'password'.</param>
    public sealed record ReviewGlass(Person By, string Digest, bool Justified, string Reason, string? Proof = null) : ByPerson(By);

    /// <summary>A new attempt of a step that failed; a gated step asks for a new approval.</summary>
    /// <param name="After">The failed attempt that the person saw; another one is refused. Null: whichever failed.</param>
    public sealed record Retry(Person By, string Reason, int? After = null) : ByPerson(By);

    /// <summary>Leaves out a scan or a verify that holds the run; see <see cref="Run.WhyNotSkip"/>.</summary>
    public sealed record Skip(Person By, StepId Step, string Reason) : ByPerson(By);

    /// <summary>Vouches for a fact that the portal cannot read. A gated step's wait for a result needs two people.</summary>
    public sealed record AttestFact(Person By, string GuardId, string Reason) : ByPerson(By);

    /// <summary>Says what became of an effect whose outcome the portal cannot tell. A gated step needs two people who agree.</summary>
    public sealed record AttestOutcome(Person By, Outcome Outcome, string Reason) : ByPerson(By);
    public sealed record TakeFurtherUpdates(Person By, string Reason) : ByPerson(By);
    public sealed record LeaveFurtherUpdates(Person By, string Reason) : ByPerson(By);
    public sealed record Abort(Person By, string Reason) : ByPerson(By);

    /// <summary>By the driver: do what is due, on fresh facts.</summary>
    public sealed record Advance : RunCommand;

    /// <summary>By the driver: what became of the current effect.</summary>
    public sealed record Report(EffectReport Effect) : RunCommand;

    /// <summary>By the driver: what users noticed of the current switchover.</summary>
    public sealed record Measured(StepId Step, int Attempt, Interruption Interruption) : RunCommand;
}

/// <summary>Everything outside a run that a decision may rest on.</summary>
/// <param name="Now">UTC.</param>
/// <param name="Pair">As declared now.</param>
/// <param name="Snapshot">What is known of the pair.</param>
/// <param name="PersonOf">People as the store has them now; null when there is none with that id.</param>
/// <param name="Nonce">Fresh random text, for a new question to approvers.</param>
public sealed record Facts(DateTimeOffset Now, Pair Pair, PairSnapshot Snapshot, Func<UserId, Person?> PersonOf, string Nonce)
{
    /// <summary>The approval policy as it stands now.</summary>
    public Approvals.ApprovalPolicy Policy { get; init; } = Approvals.ApprovalPolicy.Initial;

    /// <summary>Why no place outside confirms the audit trail any more, as a sentence; null: one does, or none is declared.</summary>
    public string? Unanchored { get; init; }

    /// <summary>For how long this process has known the open question, by a clock that nobody can set; zero when there is none.</summary>
    public TimeSpan AskedFor { get; init; }

    /// <summary>The same of the oldest approval that was not used.</summary>
    public TimeSpan GrantedFor { get; init; }
}

/// <summary>What came of a command.</summary>
public abstract record Decision
{
    private Decision() { }

    /// <summary>Append these, in one transaction. None: nothing to do yet, look again.</summary>
    public sealed record Accepted(System.Collections.Immutable.ImmutableArray<RunEvent> Events) : Decision;

    /// <summary>Nothing was changed.</summary>
    /// <param name="Why">One sentence for the person.</param>
    /// <param name="Remedy">What to do instead.</param>
    public sealed record Refused(string Why, string Remedy) : Decision;

    internal static Decision Of(params RunEvent[] events) => new Accepted([.. events]);
    internal static Decision No(string why, string remedy) => new Refused(why, remedy);
}

/// <summary>What a run owes next; pure reading of its state.</summary>
public abstract record Intent
{
    private Intent() { }

    /// <summary>Nothing: it waits for people, or has ended.</summary>
    public sealed record Rest(string Why) : Intent;

    /// <summary>Decide <see cref="RunCommand.Advance"/> on fresh facts.</summary>
    public sealed record Advance : Intent;

    /// <summary>Find out what became of a started effect. It was perhaps never sent: look, never send.</summary>
    public sealed record Resolve(StepId Step, Effect Effect, EffectKey Key) : Intent;
}
