using System.Text;
using Portal.Core.Audit;
using Portal.Core.Audit.Proof;

namespace Portal.Core.Tests.Audit.Proof;

/// <summary>Exports that do not come in one piece: of many megabytes, with lines of many lengths, through a stream that gives little at a time.</summary>
public sealed class LargeExportTests : IDisposable
{
    private readonly Evidence _evidence = new();

    public void Dispose() => _evidence.Dispose();

    [Theory]
    [InlineData(1, "\n")]
    [InlineData(2, "\n")]
    [InlineData(3, "\r\n")]
    public void An_export_of_several_megabytes_is_read_to_its_end_however_it_comes(int seed, string ends)
    {
        var lines = Large(seed);
        var found = Verify(string.Join(ends, lines), seed);
        Assert.True(found.IsWhole, found.Result.ToString());
        Assert.Equal((_evidence.Bodies.Count, _evidence.Bodies.Count), (found.Entries, found.SignedTo));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_first_wrong_entry_is_named_wherever_it_stands_in_a_large_export(int seed)
    {
        var lines = Large(seed);
        var random = new Random(seed);
        for (var i = 0; i < 20; i++)
        {
            var (seq, altered) = (random.Next(1, _evidence.Bodies.Count + 1), new List<string>(lines));
            var at = Evidence.LineOf(altered, seq);
            altered[at] = altered[at].Replace("\"text\":\"x", "\"text\":\"y", StringComparison.Ordinal).Replace("\"bodySha256\":\"", "\"bodySha256\":\"0", StringComparison.Ordinal);
            var broken = Assert.IsType<ChainCheck.Broken>(Verify(string.Join('\n', altered), seed).Result);
            Assert.Equal(seq, broken.Seq);
        }
    }

    [Fact]
    public void A_line_that_is_no_line_ends_the_reading_after_all_that_stand_before_it()
    {
        var export = string.Join('\n', _evidence.Export()) + "\n{\"seq\":13,\"body\":{\"text\":\"" + new string('x', 17 * 1024 * 1024) + "\"}}\n";
        var found = Verify(export, 1);
        var broken = Assert.IsType<ChainCheck.Broken>(found.Result);
        Assert.Equal((13, 12), (broken.Seq, found.Entries));
        Assert.Contains("longer than 16 MB", broken.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_last_line_end_and_one_too_many_carriage_returns_change_nothing() =>
        Assert.All(["", "\n", "\r\n", "\n\r"], end => Assert.True(Verify(string.Join('\n', _evidence.Export()) + end, 1).IsWhole));

    [Fact]
    public void An_empty_file_and_an_empty_line_are_wrong()
    {
        Assert.Equal(0, Assert.IsType<ChainCheck.Broken>(Verify("", 1).Result).Seq);
        Assert.Equal(13, Assert.IsType<ChainCheck.Broken>(Verify(string.Join('\n', _evidence.Export()) + "\n\n\n", 1).Result).Seq);
    }

    // About 4 MB: most lines short, some longer than what is read at once.
    private List<string> Large(int seed)
    {
        var random = new Random(seed);
        _evidence.Bodies.Clear();
        for (var i = 1; i <= 400; i++)
        {
            var length = i % 97 == 0 ? random.Next(400_000, 900_000) : random.Next(1, 2_000);
            _evidence.Bodies.Add(CanonicalJson.Of($$$"""{"kind":"run.started","data":{"text":"{{{new string('x', length)}}}","n":{{{i}}}}}"""));
        }
        _evidence.Checkpoints.Clear();
        _evidence.Checkpoints.Add(400);
        return _evidence.Export(e => e.Seq % 7 != 0);
    }

    private static AuditFindings Verify(string export, int seed)
    {
        using var bytes = new Trickle(Encoding.UTF8.GetBytes(export), new Random(seed));
        return AuditVerifier.Verify(bytes, AuditTrust.None);
    }

    // Gives between 1 byte and 100 kB at a time.
    private sealed class Trickle(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, random.Next(1, 100_000)));
    }
}
