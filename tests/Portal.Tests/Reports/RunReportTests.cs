using System.Text;
using Portal.Core.Approvals;
using Portal.Core.Runs;
using Portal.Reports;
using Portal.Reports.Documents;
using Portal.Reports.Runs;
using Portal.Tests.Pages;

namespace Portal.Tests.Reports;

public sealed class RunReportTests
{
    private static string Pdf(RunSource source) => string.Join(' ', PdfPages.Of(ReportFormat.Pdf.Render(RunReport.Of(source), null, default)));

    private static string Html(RunSource source) => Encoding.UTF8.GetString(ReportFormat.Html.Render(RunReport.Of(source), null, default));

    private static string Csv(RunSource source) => Encoding.UTF8.GetString(ReportFormat.Csv.Render(RunReport.Of(source), null, default));

    private static string Flat(string text) => text.Replace(" ", "", StringComparison.Ordinal);

    [Fact]
    public void Every_format_tells_the_steps_approvals_packages_and_entries_of_a_run()
    {
        var story = Evidences.Whole();
        var source = Evidences.Of(story);
        var formats = new[] { Pdf(source), Html(source), Csv(source) };

        Assert.All(formats, text =>
        {
            Assert.Contains(story.State.Id.Value, text, StringComparison.Ordinal);
            Assert.Contains("Ada Auditor", text, StringComparison.Ordinal);
            foreach (var step in story.State.Plan.Procedure.Steps) Assert.Contains(Flat(step.Title), Flat(text), StringComparison.Ordinal);
            foreach (var entry in source.Entries) Assert.Contains(Convert.ToHexStringLower(entry.Hash.AsSpan()), Flat(text), StringComparison.Ordinal);
            foreach (var asked in story.Events.Select(e => e.Event).OfType<RunEvent.ApprovalAsked>())
            {
                Assert.Contains(asked.Request.Code, text, StringComparison.Ordinal);
                Assert.Contains(asked.Request.Digest, text, StringComparison.Ordinal);
            }
            Assert.Contains("Payroll runs until six.", text, StringComparison.Ordinal);
            Assert.Contains("Looked at both servers.", text, StringComparison.Ordinal);
            Assert.Contains("changed, verified", text, StringComparison.Ordinal);
            Assert.Contains("3.0.14-1~deb12u1", text, StringComparison.Ordinal);
            Assert.Contains("fits its content", text, StringComparison.Ordinal);
            Assert.Contains(source.Proof.Keys[0].Id, text, StringComparison.Ordinal);
            Assert.DoesNotContain("Not ended", text, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Fact]
    public void A_run_of_one_line_says_that_it_has_not_ended_and_that_nothing_is_known_yet()
    {
        var text = Pdf(Evidences.Of(Story.Planned()));

        Assert.Contains("Not ended, as of 2026-11-22 21:04:00 UTC: not started", text, StringComparison.Ordinal);
        Assert.Contains("1 in the ledger, 1 to 1", text, StringComparison.Ordinal);
        Assert.Contains("Its installation was never begun.", text, StringComparison.Ordinal);
        Assert.Contains("No step of this run has asked for an approval.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_goes_on_says_so_in_every_format_and_what_it_waits_for()
    {
        var source = Evidences.Of(Story.Planned().Start().UntilAsked("B2"));

        Assert.All([Pdf(source), Html(source), Csv(source)], text =>
        {
            Assert.Contains("Not ended, as of 2026-11-22", text, StringComparison.Ordinal);
            Assert.Contains("More entries may follow", text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Broken_glass_stands_at_its_step_and_waits_for_its_review()
    {
        var story = GlassStory.Broken().UntilStep("B2", StepStatus.Done);
        var digest = story.State.GlassBreaks[0].Digest;

        var text = Pdf(Evidences.Of(story));
        Assert.Contains("Nobody: the glass was broken", text, StringComparison.Ordinal);
        Assert.Contains("proven by password", text, StringComparison.Ordinal);
        Assert.Contains("Nobody else has reviewed it yet.", text, StringComparison.Ordinal);
        Assert.Contains(ShortCode.Of(digest), text, StringComparison.Ordinal);

        var reviewed = Pdf(Evidences.Of(GlassStory.Ended().Reviewed(GlassStory.Vera, justified: false)));
        Assert.Contains("Vera Admin: it was not right.", reviewed, StringComparison.Ordinal);
        Assert.Contains("Two of us were on call.", reviewed, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_that_was_altered_is_named()
    {
        var source = Evidences.Of(Evidences.Whole());
        var altered = source.Entries[4] with { Body = source.Entries[4].Body.Replace("2026", "2027", StringComparison.Ordinal) };

        Assert.Contains("Entry 5 was altered", Csv(source with { Entries = source.Entries.SetItem(4, altered) }), StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_names_and_very_long_outputs_break_nothing()
    {
        var name = $"Olga\u202E<script>=1+1 {new string('x', 3_000)} 日本";
        var source = Evidences.Of(Evidences.Whole(), _ => name, step => new OutputEvidence(step, 1, "file.txt", new string('a', 64), 90_000, [.. Enumerable.Repeat($"=cmd {new string('y', 2_000)}", RunSources.First)], [.. Enumerable.Repeat("\u001B[2Jlast", RunSources.Last)]));

        var text = Pdf(source);

        Assert.Contains("Olga[U+202E]<script>=1+1", text, StringComparison.Ordinal);
        Assert.Contains("89,915 lines are left out here", text, StringComparison.Ordinal);
        Assert.Contains("[U+001B][2Jlast", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_ever_left_blank()
    {
        foreach (var source in new[] { Evidences.Of(Story.Planned()), Evidences.Of(Evidences.Whole()) with { Pair = null } })
            Assert.All(Cells(RunReport.Of(source)), cell => Assert.False(string.IsNullOrWhiteSpace(cell.Text)));
    }

    private static IEnumerable<Cell> Cells(Report report) => report.Summary.Select(f => f.Value).Concat(report.Sections.SelectMany(s => s.Blocks).SelectMany(block => block switch
    {
        Block.Table table => table.Rows.SelectMany(row => row),
        Block.Facts facts => facts.All.Select(f => f.Value),
        _ => [],
    }));

    [Fact]
    public void An_anchor_that_is_behind_does_not_cover_the_run()
    {
        var source = Evidences.Of(Evidences.Whole());
        var behind = source with { Proof = source.Proof with { Covered = null, Anchors = [new AnchoredTo("syslog log:6514", null, "It cannot be reached.")] } };

        var text = Html(behind);
        Assert.Contains("no checkpoint yet covers the last entry", text, StringComparison.Ordinal);
        Assert.Contains("none yet", text, StringComparison.Ordinal);
        Assert.Contains("It cannot be reached.", text, StringComparison.Ordinal);
    }
}
