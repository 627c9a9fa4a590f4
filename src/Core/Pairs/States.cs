namespace Portal.Core.Pairs;

/// <summary>Active serves the users, Passive replicates; moves at a switchover.</summary>
public enum Role
{
    Active,
    Passive,
}

/// <summary>State of one replicated thing, in the words of Continuous Availability; other engines map theirs to it.</summary>
public enum SyncStatus
{
    Synchronized,
    Checking,
    Unchecked,
    OutOfSync,
    Uninitialized,
    Error,
}

/// <summary>The private link between the two servers.</summary>
public enum ChannelState
{
    Connected,
    Disconnected,
}

/// <summary>Whether the engine replicates and supervises on a server; Suspended leaves the applications running.</summary>
public enum EngineState
{
    Running,
    Suspended,
    Stopped,
}

/// <summary>Whether the portal reaches a server by the path that it has.</summary>
public enum Reachability
{
    Reachable,
    Unreachable,
}

/// <summary>What the operating system does with updates by itself; only Installs fails a preflight.</summary>
public enum AutomaticUpdates
{
    Off,
    DownloadOnly,
    Installs,
}

/// <summary>Whether the protected service answers its probe.</summary>
public enum ServiceState
{
    Answers,
    Silent,
}
