using System.Collections.Immutable;
using System.Text;

namespace Portal.Core.Audit.Proof;

/// <summary>Verifies an export with nothing but itself and what the person who verifies brings along. Reads it once, in flat memory.</summary>
public sealed class AuditVerifier
{
    // Hash of the last entry that fitted, as text: 64 zeros before the first.
    private readonly byte[] _hash = [.. Enumerable.Repeat((byte)'0', 64)];
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
        var verifier = new AuditVerifier(trust);
        using (verifier._keys) return verifier.Read(new LineBlocks(export));
    }

    private AuditFindings Read(LineBlocks export)
    {
        var broken = export.Looked().Select(Block).FirstOrDefault(wrong => wrong is not null)
            ?? (export.Fault is { } fault ? Wrong(_seq + 1, fault) : AtEnd());
        if (_keys.Unchecked is { } key) _notes.Add($"The key {key.Id} was taken from the export itself: compare it with the one that the installation shows, and name it when you verify.");
        ChainCheck result = broken is not null ? broken : new ChainCheck.Whole(new LedgerHead(_seq, [.. Convert.FromHexString(_hash)]));
        return new AuditFindings(result, _seq, _stubs, _signedTo, _anchoredTo, _notes.ToImmutable());
    }

    private ChainCheck.Broken? Block(LineBlock block)
    {
        foreach (var line in block.Lines)
        {
            if (Line(block.Bytes.AsSpan(line.Start, line.Length), line) is { } broken) return broken;
        }
        return null;
    }

    private ChainCheck.Broken? Line(ReadOnlySpan<byte> line, LineBlock.Range looked)
    {
        if (_head is not null && looked.Seq == _seq + 1 && EntryLine.Previous(line).SequenceEqual(_hash))
        {
            EntryLine.Hash(line).CopyTo(_hash);
            (_seq, _stubs) = (_seq + 1, _stubs + (looked.IsStub ? 1 : 0));
            return Anchors();
        }
        var text = Encoding.UTF8.GetString(line);
        if (_head is null) return (_head = AuditExport.ReadHead(text)) is null ? Wrong(0, $"The first line is not the head of an export of the form {AuditExport.Format}.") : null;
        if (text.StartsWith("{\"checkpoint\":", StringComparison.Ordinal)) return Signed(text);
        if (text.StartsWith("{\"key\":", StringComparison.Ordinal)) return Key(text);
        if (AuditExport.Next(text, _seq + 1, [.. Convert.FromHexString(_hash)], out var hash, out var isStub) is { } why) return Wrong(_seq + 1, why);
        // Two verifiers must read one line the same way, so there is one way to write it.
        if (!isStub) return Wrong(_seq + 1, $"The line of entry {_seq + 1} is not written the way the portal writes it.");
        Convert.TryToHexStringLower(hash.AsSpan(), _hash, out _);
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
        if (_keys.Verifies(checkpoint) is not { } isRight) return $"A checkpoint of entry {checkpoint.Seq} in {place} is signed with the key {checkpoint.Key}, for which nobody vouches.";
        if (!isRight) return $"The signature of the checkpoint of entry {checkpoint.Seq} in {place} is not right.";
        return checkpoint.Hash == HashText ? null
            : $"Entry {checkpoint.Seq} is not the one that was signed at {ProofTime.Text(checkpoint.At)}, as {place} has it: the ledger was rewritten before or at this place.";
    }

    private ChainCheck.Broken? AtEnd()
    {
        if (_head is not { } head) return Wrong(0, "The export is empty.");
        if (_seq != head.Seq) return Wrong(_seq + 1, $"The export ends with entry {_seq}; its head says {head.Seq}.");
        if (HashText != head.Hash) return Wrong(_seq, $"Entry {_seq} is not the one that the export's head names.");
        while (_anchors.TryDequeue(out var anchor))
        {
            // An anchor that is older than the export knows entries that the export does not have.
            if (anchor.Checkpoint.At <= head.At) return Wrong(_seq + 1, $"The export ends with entry {_seq}, and entry {anchor.Checkpoint.Seq} was there at {ProofTime.Text(anchor.Checkpoint.At)}, as {anchor.Place} has it: the end was cut off.");
            _notes.Add($"{anchor.Place} has a checkpoint of entry {anchor.Checkpoint.Seq}, which is newer than this export.");
        }
        return null;
    }

    private string HashText => Encoding.ASCII.GetString(_hash);

    private static ChainCheck.Broken Wrong(long seq, string why) => new(seq, why);
}
