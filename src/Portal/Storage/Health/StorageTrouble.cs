namespace Portal.Storage.Health;

/// <summary>Why nothing can be recorded now, and so nothing is done.</summary>
/// <param name="Since">When it was noticed first, UTC.</param>
/// <param name="What">What happened, without the names of files: 'the disk is full'.</param>
/// <param name="Remedy">What to do, for people who may know where the files are.</param>
/// <param name="Needs">What ends it.</param>
public sealed record StorageTrouble(DateTimeOffset Since, string What, string Remedy, TroubleEnd Needs);

/// <summary>What ends a trouble of the storage.</summary>
public enum TroubleEnd
{
    /// <summary>It goes away by itself once writing works again.</summary>
    WritingAgain,

    /// <summary>What the disk holds has to be read back.</summary>
    Restart,
}
