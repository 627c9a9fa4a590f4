namespace Portal.Core.Audit;

/// <summary>Appending to a stream in which nobody fences anybody out.</summary>
public static class LedgerNotes
{
    /// <summary>Appends after whatever is there; who races is simply put behind.</summary>
    /// <exception cref="LedgerUnavailableException">Nothing was written.</exception>
    public static void Note(this ILedger ledger, StreamId stream, NewEntry entry)
    {
        var version = 0L;
        for (var tries = 0; tries < 1000; tries++)
        {
            if (ledger.Append([new StreamAppend(stream, version, [entry])]) is not Appended.Raced raced) return;
            version = raced.ActualVersion;
        }
        throw new LedgerUnavailableException($"The stream {stream} is written by too many at once; nothing was written.");
    }
}
