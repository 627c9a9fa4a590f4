using System.Collections.Immutable;
using System.Text;

namespace Portal.Core.Audit.Proof;

/// <summary>Verifies an export, and the archives before it, with nothing but themselves and what the person who verifies brings along. Reads each file once, in flat memory.</summary>
/// <remarks>Archives are <see cref="TakeArchive">taken</see> in their order, then <see cref="TakeExport">the export</see>; <see cref="End"/> says what was found.</remarks>
public sealed class AuditVerifier : IDisposable
{
    // Hash of the last entry that fitted, as text: 64 zeros before the first.
    private readonly byte[] _hash = [.. Enumerable.Repeat((byte)'0', 64)];
    private readonly KeyRing _keys;
    private readonly Queue<Anchored> _anchors;
    private readonly ImmutableArray<string>.Builder _notes = ImmutableArray.CreateBuilder<string>();
    private AuditHead? _head;
    private (AuditHead Head, string Name, string Digest)? _before;
    private ChainCheck.Broken? _broken;
    private string _name = "the export";
    private long _first = 1, _seq, _stubs, _signedTo, _anchoredTo;

    // A file that begins later has to show first that what it follows from was signed.
    private bool _isUnfounded, _isEndSigned;

    /// <param name="trust">What the person brings along.</param>
    public AuditVerifier(AuditTrust trust)
    {
        ArgumentNullException.ThrowIfNull(trust);
        _keys = new KeyRing(trust.Keys);
        // One of an empty ledger confirms nothing.
        _anchors = new Queue<Anchored>(trust.Anchors.Where(a => a.Checkpoint.Seq > 0).OrderBy(a => a.Checkpoint.Seq));
    }

    /// <summary>One file alone.</summary>
    /// <param name="export">JSON Lines as the portal exports them.</param>
    public static AuditFindings Verify(Stream export, AuditTrust trust)
    {
        ArgumentNullException.ThrowIfNull(export);
        using var verifier = new AuditVerifier(trust);
        verifier.TakeExport(export);
        return verifier.End();
    }

    /// <summary>Reads an archive that something follows.</summary>
    /// <param name="name">For people: the name of the file.</param>
    /// <returns>False: something is wrong, and whatever follows changes nothing any more.</returns>
    public bool TakeArchive(Stream archive, string name)
    {
        ArgumentNullException.ThrowIfNull(archive);
        using var digested = new DigestingStream(archive);
        if (!Take(digested, name)) return false;
        if (!_isEndSigned) _broken = Wrong(_seq, $"{name} does not end at a checkpoint: it is not an archive as the portal writes it.");
        else _before = (_head!, name, digested.Digest());
        return _broken is null;
    }

    /// <summary>Reads the last file.</summary>
    /// <param name="name">For people: the name of the file.</param>
    public void TakeExport(Stream export, string name = "the export")
    {
        ArgumentNullException.ThrowIfNull(export);
        if (Take(export, name)) _broken = AtEnd();
    }

    /// <summary>What was found in all of them.</summary>
    public AuditFindings End()
    {
        if (_keys.Unchecked is { } key) _notes.Add($"The key {key.Id} was taken from the export itself: compare it with the one that the installation shows, and name it when you verify.");
        ChainCheck result = _broken is not null ? _broken : new ChainCheck.Whole(new LedgerHead(_seq, [.. Convert.FromHexString(_hash)]));
        return new AuditFindings(result, _seq - _first + 1, _stubs, _signedTo, _anchoredTo, _notes.ToImmutable(), _first);
    }

    public void Dispose() => _keys.Dispose();

    private bool Take(Stream file, string name)
    {
        (_head, _name, _isEndSigned) = (null, name, false);
        var lines = new LineBlocks(file);
        _broken ??= lines.Looked().Select(Block).FirstOrDefault(wrong => wrong is not null)
            ?? (lines.Fault is { } fault ? Wrong(_seq + 1, fault) : AtEndOfFile());
        return _broken is null;
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
        if (_head is not null && !_isUnfounded && looked.Seq == _seq + 1 && EntryLine.Previous(line).SequenceEqual(_hash))
        {
            EntryLine.Hash(line).CopyTo(_hash);
            (_seq, _stubs, _isEndSigned) = (_seq + 1, _stubs + (looked.IsStub ? 1 : 0), false);
            return Anchors();
        }
        var text = Encoding.UTF8.GetString(line);
        if (_head is null) return Head(text);
        if (text.StartsWith("{\"checkpoint\":", StringComparison.Ordinal)) return Signed(text);
        if (text.StartsWith("{\"key\":", StringComparison.Ordinal)) return Key(text);
        if (_isUnfounded) return Wrong(_seq + 1, Unfounded);
        if (AuditExport.Next(text, _seq + 1, [.. Convert.FromHexString(_hash)], out var hash, out var isStub) is { } why) return Wrong(_seq + 1, why);
        // Two verifiers must read one line the same way, so there is one way to write it.
        if (!isStub) return Wrong(_seq + 1, $"The line of entry {_seq + 1} is not written the way the portal writes it.");
        Convert.TryToHexStringLower(hash.AsSpan(), _hash, out _);
        (_seq, _stubs, _isEndSigned) = (_seq + 1, _stubs + 1, false);
        return Anchors();
    }

    private ChainCheck.Broken? Head(string line)
    {
        _head = AuditExport.ReadHead(line);
        if (_head is null) return Wrong(_before is null ? 0 : _seq + 1, $"The first line of {_name} is not the head of an export of the form {AuditExport.Format}.");
        _isUnfounded = _head.Before is not null;
        if (_before is { } before) return Follows(before.Head, before.Name, before.Digest) is { } why ? Wrong(_seq + 1, why) : null;
        if (_head.Before is { } unseen) Begin(unseen);
        return null;
    }

    // Whatever does not fit between two files is named at the first entry of the second one.
    private string? Follows(AuditHead before, string name, string digest)
    {
        if (_head!.Origin != before.Origin) return $"{_name} is of the installation '{_head.Origin}', and {name} before it is of '{before.Origin}'.";
        if (_head.Before is not { } said) return $"{_name} begins with entry 1, and {name} before it ends with entry {_seq}: it follows no archive.";
        if (said.Head.Seq > _seq) return $"{_name} begins with entry {said.Next}, and {name} before it ends with entry {_seq}: what comes between was not given.";
        if (said.Head.Seq < _seq) return $"{_name} begins with entry {said.Next}, which {name} before it has too: these two do not follow one another.";
        if (Hex(said.Head) != HashText) return $"{_name} does not follow from {name}: it begins after another entry {_seq}.";
        return said.Digest == digest ? null : $"{name} is not the file that {_name} follows: its SHA-256 is {digest}, and {said.Name} has {said.Digest}.";
    }

    private void Begin(ArchivedPart unseen)
    {
        (_first, _seq) = (unseen.Next, unseen.Head.Seq);
        Encoding.ASCII.GetBytes(Hex(unseen.Head), _hash);
        _notes.Add($"The earlier part was not given: entries up to {_seq} stand in {unseen.Name} (SHA-256 {unseen.Digest}) and the archives before it. What is here follows from a signed entry {_seq}.");
        var passed = 0;
        for (; _anchors.TryPeek(out var anchor) && anchor.Checkpoint.Seq < _seq; passed++) _anchors.Dequeue();
        if (passed > 0) _notes.Add($"{passed} of your anchors' checkpoints are of the earlier part; they confirm nothing here.");
    }

    private ChainCheck.Broken? Key(string line) =>
        SigningKey.Read(line) is not { } key ? Wrong(_seq + 1, $"A line after entry {_seq} looks like a key and cannot be read.")
        : _keys.Add(key) is { } why ? Wrong(_seq + 1, why)
        : null;

    // A checkpoint of the export's own stands right after the entry that it signs; the one that a later file begins from, after its keys.
    private ChainCheck.Broken? Signed(string line)
    {
        if (Checkpoint.Read(line) is not { } checkpoint) return Wrong(_seq, $"The line after entry {_seq} looks like a checkpoint and cannot be read.");
        if (checkpoint.Seq != _seq) return Wrong(_seq + 1, $"A checkpoint of entry {checkpoint.Seq} stands after entry {_seq}: entries between were cut out or moved.");
        if (Unfit(checkpoint, _name) is { } why) return Wrong(_seq, why);
        (_signedTo, _isUnfounded, _isEndSigned) = (_seq, false, true);
        return Anchors();
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

    private ChainCheck.Broken? AtEndOfFile()
    {
        if (_head is not { } head) return Wrong(_before is null ? 0 : _seq + 1, $"{(_name == "the export" ? "The export" : _name)} is empty.");
        if (_isUnfounded) return Wrong(_seq + 1, Unfounded);
        if (_seq != head.Seq) return Wrong(_seq + 1, $"The export ends with entry {_seq}; its head says {head.Seq}.");
        return HashText == head.Hash ? null : Wrong(_seq, $"Entry {_seq} is not the one that the export's head names.");
    }

    private ChainCheck.Broken? AtEnd()
    {
        while (_anchors.TryDequeue(out var anchor))
        {
            // An anchor that is older than the export knows entries that the export does not have.
            if (anchor.Checkpoint.At <= _head!.At) return Wrong(_seq + 1, $"The export ends with entry {_seq}, and entry {anchor.Checkpoint.Seq} was there at {ProofTime.Text(anchor.Checkpoint.At)}, as {anchor.Place} has it: the end was cut off.");
            _notes.Add($"{anchor.Place} has a checkpoint of entry {anchor.Checkpoint.Seq}, which is newer than this export.");
        }
        return null;
    }

    private string Unfounded => $"{_name} begins with entry {_seq + 1} and has no checkpoint of entry {_seq}: nothing shows what it follows from.";

    private string HashText => Encoding.ASCII.GetString(_hash);

    private static string Hex(LedgerHead head) => Convert.ToHexStringLower(head.Hash.AsSpan());

    private static ChainCheck.Broken Wrong(long seq, string why) => new(seq, why);
}
