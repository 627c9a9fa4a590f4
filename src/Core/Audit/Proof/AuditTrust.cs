using System.Collections.Immutable;

namespace Portal.Core.Audit.Proof;

/// <summary>A checkpoint that was kept outside the portal, and where it comes from.</summary>
/// <param name="Place">For people: the name of the file.</param>
public sealed record Anchored(Checkpoint Checkpoint, string Place);

/// <summary>What the person who verifies brings along, from elsewhere than the export.</summary>
/// <param name="Anchors">Without one it stays open whether entries were cut off at the end.</param>
/// <param name="Keys">Ids of keys that the person knows to be the installation's; empty: the export's first key is taken, and said to be unchecked.</param>
public sealed record AuditTrust(ImmutableArray<Anchored> Anchors, ImmutableArray<string> Keys)
{
    public static readonly AuditTrust None = new([], []);
}

/// <summary>What a verification found.</summary>
/// <param name="Result">Whole, or the first place that is wrong.</param>
/// <param name="Entries">How many follow from one another, from <paramref name="First"/> on.</param>
/// <param name="Stubs">How many of them stand there by their digest only, since the export was filtered.</param>
/// <param name="SignedTo">Last entry under a valid signature; 0: none.</param>
/// <param name="AnchoredTo">Last entry that an anchor of the person who verifies confirms; what comes after it could have been cut off or made up. 0: none.</param>
/// <param name="Notes">What else people have to know, as sentences.</param>
/// <param name="First">Place of the first entry that was looked at. Above 1 the earlier part was not given, and nothing is said about it.</param>
public sealed record AuditFindings(ChainCheck Result, long Entries, long Stubs, long SignedTo, long AnchoredTo, ImmutableArray<string> Notes, long First = 1)
{
    /// <summary>The earlier part was given, or there is none.</summary>
    public bool IsFromFirst => First == 1;

    public bool IsWhole => Result is ChainCheck.Whole;

    /// <summary>Everything up to the export's end is confirmed by an anchor.</summary>
    public bool IsTailProven => Result is ChainCheck.Whole whole && AnchoredTo == whole.Head.Seq;
}
