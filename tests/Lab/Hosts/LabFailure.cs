namespace Portal.Lab.Hosts;

/// <summary>The lab, not the code under test, did not do what was asked; the message is its own sentence.</summary>
public sealed class LabFailure : Exception
{
    public LabFailure(string message) : base(message)
    {
    }

    public LabFailure(string message, Exception inner) : base(message, inner)
    {
    }

    public LabFailure()
    {
    }
}
