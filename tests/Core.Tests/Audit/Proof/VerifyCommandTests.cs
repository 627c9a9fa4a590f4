using Portal.Verify;

namespace Portal.Core.Tests.Audit.Proof;

/// <summary>The program that an auditor runs.</summary>
public sealed class VerifyCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("portal-verify-").FullName;
    private readonly Evidence _evidence = new();

    public void Dispose()
    {
        _evidence.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Keep(string name, IEnumerable<string> lines)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllLines(path, lines);
        return path;
    }

    private static (int Code, string Says, string Complains) Run(params string[] args)
    {
        using var says = new StringWriter();
        using var complains = new StringWriter();
        return (VerifyCommand.Run(args, says, complains), says.ToString(), complains.ToString());
    }

    [Fact]
    public void A_proven_export_ends_with_0_and_one_with_an_open_end_with_3()
    {
        var (export, anchor) = (Keep("export.jsonl", _evidence.Export(e => e.Seq > 2)), Keep("anchor.log", [_evidence.Sign(4).Line(), _evidence.Sign(12).Line()]));
        var proven = Run(export, "--anchor", anchor, "--key", _evidence.Key.Id);
        Assert.Equal(VerifyCommand.Whole, proven.Code);
        Assert.StartsWith("WHOLE: 12 entries", proven.Says, StringComparison.Ordinal);
        Assert.Contains("2 of them stand here by their digest only", proven.Says, StringComparison.Ordinal);

        var open = Run(export);
        Assert.Equal(VerifyCommand.TailUnproven, open.Code);
        Assert.StartsWith("WHOLE, tail unproven", open.Says, StringComparison.Ordinal);
        Assert.Contains("no anchor was given", open.Says, StringComparison.Ordinal);
        Assert.Contains("compare it with the one that the installation shows", open.Says, StringComparison.Ordinal);

        var early = Run(export, "--anchor", Keep("early.log", [_evidence.Sign(4).Line()]));
        Assert.Equal(VerifyCommand.TailUnproven, early.Code);
        Assert.Contains("up to entry 4", early.Says, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_one_ends_with_1_and_names_the_first_place()
    {
        var lines = _evidence.Export();
        var at = Evidence.LineOf(lines, 6);
        lines[at] = lines[at].Replace("ü 6", "ü 7", StringComparison.Ordinal);
        var (code, says, _) = Run(Keep("export.jsonl", lines));
        Assert.Equal(VerifyCommand.Broken, code);
        Assert.StartsWith("WRONG at entry 6: Entry 6 was altered", says, StringComparison.Ordinal);
        Assert.Contains("The 5 entries before it", says, StringComparison.Ordinal);
    }

    [Fact]
    public void An_export_after_archives_is_whole_with_all_of_them_and_ends_with_4_without_the_earlier_part()
    {
        var parts = _evidence.Parts();
        var (first, second, export, anchor) = (Keep("archive-1.jsonl", parts[0]), Keep("archive-2.jsonl", parts[1]), Keep("export.jsonl", parts[2]), Keep("anchor.log", [_evidence.Sign(12).Line()]));
        var whole = Run("--after", first, "--after", second, export, "--anchor", anchor, "--key", _evidence.Key.Id);
        Assert.Equal(VerifyCommand.Whole, whole.Code);
        Assert.StartsWith("WHOLE: 12 entries", whole.Says, StringComparison.Ordinal);

        var part = Run(export, "--anchor", anchor, "--key", _evidence.Key.Id);
        Assert.Equal(VerifyCommand.EarlierPartNotGiven, part.Code);
        Assert.StartsWith("EARLIER PART NOT GIVEN: entries 9 to 12 follow from one another, and an anchor confirms the last one. Nothing is said about entries 1 to 8", part.Says, StringComparison.Ordinal);
        Assert.Contains(Evidence.Digest(parts[1]), part.Says, StringComparison.Ordinal);
        Assert.Equal(VerifyCommand.EarlierPartNotGiven, Run("--after", second, export).Code);

        var (code, says, _) = Run("--after", second, "--after", first, export);
        Assert.Equal(VerifyCommand.Broken, code);
        Assert.Contains("archive-1.jsonl begins with entry 1, and archive-2.jsonl before it ends with entry 8", says, StringComparison.Ordinal);
        Assert.Equal(VerifyCommand.Unusable, Run("--after", first).Code);
        Assert.Equal(VerifyCommand.Unusable, Run("--after", Path.Combine(_folder, "none.jsonl"), export).Code);
    }

    [Fact]
    public void What_cannot_be_looked_at_ends_with_2_and_says_why()
    {
        Assert.Equal(VerifyCommand.Unusable, Run().Code);
        Assert.Contains("portal-verify [--after <archive.jsonl>]... <export.jsonl>", Run("--anchor").Complains, StringComparison.Ordinal);
        Assert.Equal(VerifyCommand.Unusable, Run("a", "b").Code);
        Assert.Equal(VerifyCommand.Unusable, Run("--what").Code);
        var gone = Run(Path.Combine(_folder, "none.jsonl"));
        Assert.Equal(VerifyCommand.Unusable, gone.Code);
        Assert.Contains("could not be looked at", gone.Complains, StringComparison.Ordinal);
    }

    [Fact]
    public void An_anchor_file_without_a_checkpoint_is_said_to_confirm_nothing()
    {
        var (code, says, complains) = Run(Keep("export.jsonl", _evidence.Export()), "--anchor", Keep("empty.log", ["nothing here"]));
        Assert.Equal(VerifyCommand.TailUnproven, code);
        Assert.Contains("confirms nothing", complains, StringComparison.Ordinal);
        Assert.Contains("none of your anchors confirms", says, StringComparison.Ordinal);
    }
}
