namespace Portal.Live;

/// <summary>What kind of change was seen.</summary>
public enum PairChangeKind
{
    /// <summary>The active role moved, or one server is active again.</summary>
    Role,

    /// <summary>Two servers are active, or none.</summary>
    RoleWrong,
    SyncLost,
    SyncBack,
    ServerLost,
    ServerBack,
    Restarted,

    /// <summary>The engine was suspended or stopped.</summary>
    EngineLost,
    EngineBack,
    ChannelLost,
    ChannelBack,
    ServiceLost,
    ServiceBack,
    Updates,
}

/// <summary>Something that was seen to change on a pair; kept in memory only.</summary>
/// <param name="At">When it was seen, UTC.</param>
/// <param name="Text">One sentence.</param>
public sealed record PairChange(DateTimeOffset At, PairChangeKind Kind, string Text);
