using System.Security.Cryptography;
using System.Text;
using Portal.Core.Audit;
using Portal.Core.Audit.Proof;

namespace Portal.Core.Tests.Audit.Proof;

public sealed class AuditVerifierTests : IDisposable
{
    private readonly Evidence _evidence = new();

    public void Dispose() => _evidence.Dispose();

    [Fact]
    public void A_whole_export_with_an_anchor_of_its_end_is_proven_to_its_end_by_two_verifiers()
    {
        var (lines, anchors) = (_evidence.Export(), new[] { _evidence.Sign(4), _evidence.Sign(12) });
        var found = Evidence.Verify(lines, anchors, _evidence.Key.Id);
        Assert.True(found.IsWhole && found.IsTailProven);
        Assert.Equal((12, 0, 12, 12), (found.Entries, found.Stubs, found.SignedTo, found.AnchoredTo));
        Assert.Empty(found.Notes);
        Assert.Equal("whole 12 12", OtherVerifier.Says(lines, anchors));
    }

    [Fact]
    public void Without_an_anchor_the_tail_is_unproven_and_the_signatures_count()
    {
        var found = Evidence.Verify(_evidence.Export(), []);
        Assert.True(found.IsWhole);
        Assert.False(found.IsTailProven);
        Assert.Equal((12, 0), (found.SignedTo, found.AnchoredTo));
        Assert.Contains("was taken from the export itself", Assert.Single(found.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void What_comes_after_the_last_anchor_is_unproven_by_both()
    {
        var (lines, anchors) = (_evidence.Export(), new[] { _evidence.Sign(8) });
        var found = Evidence.Verify(lines, anchors);
        Assert.False(found.IsTailProven);
        Assert.Equal(8, found.AnchoredTo);
        Assert.Equal("whole 12 8", OtherVerifier.Says(lines, anchors));
    }

    [Fact]
    public void A_rewrite_by_who_owns_the_database_passes_only_where_nothing_signed_is_left_and_then_the_tail_is_unproven()
    {
        _evidence.Checkpoints.Clear();
        _evidence.Bodies[2] = Evidence.Body(99);
        var found = Evidence.Verify(_evidence.Export(), []);
        Assert.True(found.IsWhole);
        Assert.Equal((0, 0), (found.SignedTo, found.AnchoredTo));
        Assert.False(found.IsTailProven);
    }

    [Fact]
    public void A_filtered_export_verifies_with_its_stubs()
    {
        var (lines, anchors) = (_evidence.Export(e => e.Seq % 3 == 0), new[] { _evidence.Sign(12) });
        var found = Evidence.Verify(lines, anchors);
        Assert.True(found.IsTailProven);
        Assert.Equal(8, found.Stubs);
        Assert.Equal("whole 12 12", OtherVerifier.Says(lines, anchors));
    }

    [Fact]
    public void An_anchor_that_is_newer_than_the_export_says_so_and_does_no_harm()
    {
        var later = _evidence.Sign(12) with { };
        _evidence.Bodies.Add(Evidence.Body(13));
        var newer = _evidence.Sign(13, Evidence.At.AddHours(1));
        _evidence.Bodies.RemoveAt(12);
        var (lines, anchors) = (_evidence.Export(), new[] { later, newer });
        var found = Evidence.Verify(lines, anchors);
        Assert.True(found.IsTailProven);
        Assert.Contains(found.Notes, note => note.Contains("newer than this export", StringComparison.Ordinal));
        Assert.Equal("whole 12 12", OtherVerifier.Says(lines, anchors));
    }

    [Fact]
    public void A_key_that_the_old_one_vouched_for_signs_on()
    {
        using var secret = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var next = _evidence.Successor(secret);
        var lines = _evidence.Export();
        lines.Insert(2, next.Line());
        var signed = Checkpoint.Sign(Evidence.Origin, new LedgerHead(12, _evidence.Entries()[11].Hash), Evidence.At.AddMinutes(2), next, secret);
        Assert.True(Evidence.Verify(lines, [signed], _evidence.Key.Id).IsTailProven);
        Assert.True(Evidence.Verify(lines, [signed], next.Id, _evidence.Key.Id).IsTailProven);
        Assert.Equal("whole 12 12", OtherVerifier.Says(lines, [signed]));
    }

    [Fact]
    public void A_key_that_the_auditor_does_not_know_is_refused()
    {
        using var other = new Evidence();
        Assert.Contains("none of those that you trust", Assert.IsType<ChainCheck.Broken>(Evidence.Verify(_evidence.Export(), [], other.Key.Id).Result).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Line_ends_of_another_system_do_no_harm()
    {
        using var export = new MemoryStream(Encoding.UTF8.GetBytes(string.Join("\r\n", _evidence.Export())));
        Assert.True(AuditVerifier.Verify(export, new AuditTrust([new Anchored(_evidence.Sign(12), "a")], [])).IsTailProven);
    }

    [Fact]
    public void A_line_longer_than_the_buffer_and_one_longer_than_any_limit_are_read_and_refused()
    {
        _evidence.Bodies[5] = CanonicalJson.Of($$$"""{"data":{"text":"{{{new string('x', 3_000_000)}}}"}}""");
        Assert.True(Evidence.Verify(_evidence.Export(), [_evidence.Sign(12)]).IsTailProven);
        var endless = _evidence.Export();
        endless.Insert(4, new string(' ', 17 * 1024 * 1024));
        Assert.Contains("longer than 16 MB", Assert.IsType<ChainCheck.Broken>(Evidence.Verify(endless, []).Result).Why, StringComparison.Ordinal);
    }
}
