namespace Portal.Runs;

/// <summary>What a person answers to a question about a dangerous step.</summary>
public enum Answer
{
    Approve,
    Reject,

    /// <summary>Let it run without its approvals, in an emergency.</summary>
    BreakGlass,
}

/// <summary>What a second person says of an emergency afterwards.</summary>
public enum Finding
{
    Right,
    NotRight,
}
