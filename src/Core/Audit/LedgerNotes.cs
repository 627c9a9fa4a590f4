namespace Portal.Core.Audit;

/// <summary>Streams of notes, in which nobody fences anybody out.</summary>
public static class LedgerNotes
{
    /// <summary>The newest entry of a stream that is carried over (see <see cref="Archiving.CarriedOver"/>), also where it is archived by now; null: there is none.</summary>
    /// <param name="actor">Only entries of this person; null: of anybody.</param>
    /// <exception cref="LedgerUnavailableException">The storage failed.</exception>
    public static LedgerEntry? Newest(this ILedger ledger, StreamId stream, string kindPrefix, People.UserId? actor = null)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        if (ledger.Query(new LedgerQuery(AnyOf: [stream], KindPrefix: kindPrefix, Actor: actor, Take: 1)) is [var entry]) return entry;
        return ledger.Archived is null ? null : ledger.Read(stream).LastOrDefault(e => e.Kind.StartsWith(kindPrefix, StringComparison.Ordinal) && (actor is null || e.Actor == actor));
    }

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
