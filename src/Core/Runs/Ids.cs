namespace Portal.Core.Runs;

/// <summary>Names a run for people and in job keys: '20261122-K7F4Q', letters, digits and '-' only.</summary>
public readonly record struct RunId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>Names a step within its procedure: 'B7'.</summary>
public readonly record struct StepId(string Value)
{
    public override string ToString() => Value;
}
