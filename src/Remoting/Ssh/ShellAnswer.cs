namespace Portal.Remoting.Ssh;

/// <summary>What came back from a server; a closed union.</summary>
internal abstract record ShellAnswer
{
    private ShellAnswer() { }

    /// <summary>A line of JSON.</summary>
    public sealed record Line(string Json) : ShellAnswer;

    /// <summary>The request never left: there was no connection.</summary>
    public sealed record NotReached(string Why, string Remedy) : ShellAnswer;

    /// <summary>Another host key than the pinned one was shown; nothing was sent, and nothing will be until a person has looked.</summary>
    public sealed record HostKeyChanged(string Why, string Remedy) : ShellAnswer;

    /// <summary>The request may or may not have arrived.</summary>
    public sealed record Lost(string Why) : ShellAnswer;
}
