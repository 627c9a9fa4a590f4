using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Portal.Components.Controls;
using Portal.Core.Audit;
using Portal.Core.Audit.Proof;
using Portal.Reports.Documents;

namespace Portal.Reports.Runs;

/// <summary>What proves the entries, and how somebody who trusts nobody here verifies it.</summary>
internal static class ProofSection
{
    public static Section Of(RunSource s)
    {
        var proof = s.Proof;
        return new("11. Proof, and how to verify it",
        [
            new Block.Facts(
            [
                new("Installation", Cell.Mono(proof.Origin)),
                new("Head of the ledger", new Cell(Hex(proof.Head.Hash), Face: Face.Mono, Under: $"entry {Number(proof.Head.Seq)}, when this was made")),
                new("Entries of this run", Fits(s)),
                new("Covered by", Covered(s)),
                .. proof.Keys.Select((key, i) => new Fact(i == proof.Keys.Length - 1 ? "Key that signs now" : "Key that signed before", new Cell(key.Id, Face: Face.Mono, Under: $"SHA-256 of its public half: {Fingerprint(key)}\nsince {Shown.Utc(key.At)}{(key.VouchedBy is { } by ? $", vouched for by {by}" : "")}"))),
            ]),
            new Block.Table("Checkpoints within the run", [new("Entry", 1.1), new("Signed, UTC", 2.4), new("Hash that was signed", 7.4), new("Signature", 2)],
                [.. proof.Checkpoints.Select(c => (ImmutableArray<Cell>)[RunReport.Entry(c.Seq), RunReport.Time(c.At), Cell.Mono(c.Hash), Signed(proof, c)])],
                "None was signed within the run."),
            new Block.Table("Anchors outside the portal", [new("Place", 5), new("Has checkpoints up to", 3.4), new("Covers this run", 3.4)],
                [.. proof.Anchors.Select(a => (ImmutableArray<Cell>)[new Cell(a.Name, Under: a.Fault), a.Newest is { } newest ? $"entry {Number(newest.Seq)}, {RunReport.Time(newest.At)} UTC" : Cell.Unknown("none yet"), Covers(s, a)])],
                "None is configured: that nothing was cut off at the end, or rewritten by who owns both the database and the key, cannot be proven to somebody outside."),
            new Block.Words("This document can be read; it does not prove itself. The proof is the file of JSON Lines in this pack: every entry of this run in full, every other entry of the ledger as its digest alone, with the keys and checkpoints. What an auditor needs for it:"),
            new Block.Facts(
            [
                new("1", "The JSON Lines of this pack. It says nothing of other runs or people."),
                new("2", "portal-verify, one program without installation, or a verifier of their own: docs/audit-format.md of the product says all that it takes, and the product's tests hold a second one of some 70 lines."),
                new("3", "An anchor's file, taken from where it lies and not from the portal; it proves that nothing was cut off."),
                new("4", $"The id of the installation's first key, heard from its people on another way than this file: {(proof.Keys.IsEmpty ? "unknown" : proof.Keys[0].Id)}. Each later key is vouched for by the one before it."),
                new("Then", Cell.Mono($"portal-verify run-{s.State.Id}.jsonl --anchor anchor.log --key {(proof.Keys.IsEmpty ? "ID" : proof.Keys[0].Id)}")),
                new("It says", "WHOLE; or WRONG with the first wrong entry; or 'tail unproven' where no anchor confirms the end."),
                new("Then compare", "The number, time, sentence and hash of entries in section 10 with the lines of that file. That this document came from the portal stands in the ledger, too: the entry of its export holds its SHA-256."),
            ]),
        ]);
    }

    // Computed here anew, not read: a row that somebody changed in the database shows.
    private static Cell Fits(RunSource s)
    {
        var wrong = s.Entries.FirstOrDefault(e => !Chain.Next(e.Seq, e.PreviousHash.AsSpan(), e.Body).SequenceEqual(e.Hash));
        return wrong is null
            ? new Cell($"The hash of each of the {s.Entries.Length.ToString("N0", CultureInfo.InvariantCulture)} was computed anew and fits its content.", Tone.Good)
            : new Cell($"Entry {wrong.Seq} was altered: its hash does not fit its content.", Tone.Bad);
    }

    private static Cell Covered(RunSource s) => s.Proof.Covered is { } c
        ? new Cell($"the checkpoint of entry {Number(c.Seq)}, signed {Shown.Utc(c.At)}", Under: s.State.Ended ? "The first that was signed at or after the last entry of the run." : "More entries may follow: the run has not ended.")
        : new Cell("no checkpoint yet covers the last entry", Tone.Attention);

    private static Cell Signed(ProofState proof, Checkpoint c) => proof.Keys.FirstOrDefault(key => key.Id == c.Key) is { } key
        ? c.IsSignedBy(key) ? new Cell("verifies", Tone.Good) : new Cell("does not verify", Tone.Bad)
        : Cell.Unknown("key unknown");

    private static Cell Covers(RunSource s, AnchoredTo a) => a.Newest is { } newest && newest.Seq >= s.Entries[^1].Seq ? new Cell("yes", Tone.Good) : new Cell("not yet", Tone.Attention);

    private static string Fingerprint(SigningKey key) => Convert.ToHexStringLower(SHA256.HashData(Convert.FromBase64String(key.Spki)));

    private static string Hex(ImmutableArray<byte> bytes) => Convert.ToHexStringLower(bytes.AsSpan());

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
