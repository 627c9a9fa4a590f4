using System.Collections.Immutable;
using System.Text;

namespace Portal.Core.Audit.Proof;

/// <summary>Verifies an export with nothing but itself and what the person who verifies brings along. Reads it once, in flat memory.</summary>
public sealed class AuditVerifier
{
    private readonly EntryLine _at = new();
    private readonly KeyRing _keys;
    private readonly Queue<Anchored> _anchors;
    private readonly ImmutableArray<string>.Builder _notes = ImmutableArray.CreateBuilder<string>();
    private AuditHead? _head;
    private long _seq, _stubs, _signedTo, _anchoredTo;

    private AuditVerifier(AuditTrust trust)
    {
        _keys = new KeyRing(trust.Keys);
        // One of an empty ledger confirms nothing.
        _anchors = new Queue<Anchored>(trust.Anchors.Where(a => a.Checkpoint.Seq > 0).OrderBy(a => a.Checkpoint.Seq));
    }

    /// <param name="export">JSON Lines as the portal exports them.</param>
    public static AuditFindings Verify(Stream export, AuditTrust trust)
    {
        ArgumentNullException.ThrowIfNull(export);
        ArgumentNullException.ThrowIfNull(trust);
        return new AuditVerifier(trust).Read(export);
    }

    private AuditFindings Read(Stream export)
    {
        ChainCheck.Broken? broken;
        try
        {
            var lines = new ByteLines(export);
            broken = null;
            while (broken is null && lines.TryNext(out var line)) broken = Line(line);
            broken ??= AtEnd();
        }
        catch (InvalidDataException fault)
        {
            broken = Wrong(_seq + 1, fault.Message);
        }
        if (_keys.Unchecked is { } key) _notes.Add($"The key {key.Id} was taken from the export itself: compare it with the one that the installation shows, and name it when you verify.");
        ChainCheck result = broken is not null ? broken : new ChainCheck.Whole(new LedgerHead(_seq, [.. _at.Hash]));
        return new AuditFindings(result, _seq, _stubs, _signedTo, _anchoredTo, _notes.ToImmutable());
    }

    private ChainCheck.Broken? Line(ReadOnlySpan<byte> line)
    {
        if (_head is not null && _at.TryNext(line, _seq + 1))
        {
            _seq++;
            return Anchors();
        }
        var text = Encoding.UTF8.GetString(line);
        if (_head is null) return (_head = AuditExport.ReadHead(text)) is null ? Wrong(0, $"The first line is not the head of an export of the form {AuditExport.Format}.") : null;
        if (text.StartsWith("{\"checkpoint\":", StringComparison.Ordinal)) return Signed(text);
        if (text.StartsWith("{\"key\":", StringComparison.Ordinal)) return Key(text);
        if (AuditExport.Next(text, _seq + 1, [.. _at.Hash], out var hash, out var isStub) is { } why) return Wrong(_seq + 1, why);
        // Two verifiers must read one line the same way, so there is one way to write it.
        if (!isStub) return Wrong(_seq + 1, $"The line of entry {_seq + 1} is not written the way the portal writes it.");
        _at.StandOn(hash.AsSpan());
        (_seq, _stubs) = (_seq + 1, _stubs + 1);
        return Anchors();
    }

    private ChainCheck.Broken? Key(string line) =>
        SigningKey.Read(line) is not { } key ? Wrong(_seq + 1, $"A line after entry {_seq} looks like a key and cannot be read.")
        : _keys.Add(key) is { } why ? Wrong(_seq + 1, why)
        : null;

    // A checkpoint of the export's own stands right after the entry that it signs.
    private ChainCheck.Broken? Signed(string line)
    {
        if (Checkpoint.Read(line) is not { } checkpoint) return Wrong(_seq, $"The line after entry {_seq} looks like a checkpoint and cannot be read.");
        if (checkpoint.Seq != _seq) return Wrong(_seq + 1, $"A checkpoint of entry {checkpoint.Seq} stands after entry {_seq}: entries between were cut out or moved.");
        if (Unfit(checkpoint, "the export") is { } why) return Wrong(_seq, why);
        _signedTo = _seq;
        return null;
    }

    private ChainCheck.Broken? Anchors()
    {
        while (_anchors.TryPeek(out var anchor) && anchor.Checkpoint.Seq <= _seq)
        {
            _anchors.Dequeue();
            if (Unfit(anchor.Checkpoint, anchor.Place) is { } why) return Wrong(_seq, why);
            (_signedTo, _anchoredTo) = (Math.Max(_signedTo, _seq), _seq);
        }
        return null;
    }

    private string? Unfit(Checkpoint checkpoint, string place)
    {
        if (_head!.Origin is { } origin && checkpoint.Origin != origin) return $"A checkpoint in {place} is of the installation '{checkpoint.Origin}', and the export is of '{origin}'.";
        if (_keys.Find(checkpoint.Key) is not { } key) return $"A checkpoint of entry {checkpoint.Seq} in {place} is signed with the key {checkpoint.Key}, for which nobody vouches.";
        if (!checkpoint.IsSignedBy(key)) return $"The signature of the checkpoint of entry {checkpoint.Seq} in {place} is not right.";
        return checkpoint.Hash == Convert.ToHexStringLower(_at.Hash) ? null
            : $"Entry {checkpoint.Seq} is not the one that was signed at {ProofTime.Text(checkpoint.At)}, as {place} has it: the ledger was rewritten before or at this place.";
    }

    private ChainCheck.Broken? AtEnd()
    {
        if (_head is not { } head) return Wrong(0, "The export is empty.");
        if (_seq != head.Seq) return Wrong(_seq + 1, $"The export ends with entry {_seq}; its head says {head.Seq}.");
        if (Convert.ToHexStringLower(_at.Hash) != head.Hash) return Wrong(_seq, $"Entry {_seq} is not the one that the export's head names.");
        while (_anchors.TryDequeue(out var anchor))
        {
            // An anchor that is older than the export knows entries that the export does not have.
            if (anchor.Checkpoint.At <= head.At) return Wrong(_seq + 1, $"The export ends with entry {_seq}, and entry {anchor.Checkpoint.Seq} was there at {ProofTime.Text(anchor.Checkpoint.At)}, as {anchor.Place} has it: the end was cut off.");
            _notes.Add($"{anchor.Place} has a checkpoint of entry {anchor.Checkpoint.Seq}, which is newer than this export.");
        }
        return null;
    }

    private static ChainCheck.Broken Wrong(long seq, string why) => new(seq, why);
}
