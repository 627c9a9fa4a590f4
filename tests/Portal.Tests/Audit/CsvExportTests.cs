using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Portal.Audit;
using Portal.Audit.Exports;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Storage.Ledger;
using Portal.Tests.Pages;
using Portal.Tests.Storage;

namespace Portal.Tests.Audit;

public sealed class CsvExportTests : IDisposable
{
    private readonly TestLedger test = new();

    public void Dispose() => test.Dispose();

    [Fact]
    public void Every_kind_of_event_of_a_run_has_the_row_that_is_written_plainly()
    {
        Golden();

        Assert.Equal(Plain(), Fast());
    }

    [Fact]
    public void The_steps_of_a_run_in_an_export_are_looked_up_nowhere_else()
    {
        Golden();

        // This ledger knows no run.
        Assert.Equal(Plain(), Fast(new FakeLedger()));
    }

    [Theory]
    [InlineData("people", "person.renamed", """{"from":"=1+1","name":"a;=b","to":"a;b"}""")]
    [InlineData("people", "person.created", """{"name":"=cmd|' /C calc'!A0\",\"","roles":["Admin","\u202eegA"]}""")]
    [InlineData("people", "person.roles-changed", """{"from":[1],"name":"x","to":null}""")]
    [InlineData("security", "sign-in.failed", """{"from":"::1","name":"\r\n=1;@x;＝y","why":"Grüße 🙂; no."}""")]
    [InlineData("settings", "settings.named", """{"a":"ends with;","b":";","c":"\u0000\u001b\u007f"}""")]
    [InlineData("moon", "moon.landed", """{"n":1}""")]
    [InlineData("run/other", "run.teleported", """{"event":"run.teleported"}""")]
    [InlineData("run/other", "run.noted", """{"text":"no event"}""")]
    [InlineData("run/other", "run.completed", """{"event":"run.aborted","state":"The kind says another."}""")]
    [InlineData("run/other", "run.completed", """{"event":{"event":"run.completed"},"state":"x"}""")]
    [InlineData("run/other", "run.completed", """{"x":{"event":"run.completed"},"state":"x"}""")]
    [InlineData("run/other", "run.completed", """{"event":"run.completed"}""")]
    [InlineData("run/other", "step.done", """{"event":"step.done","step":7}""")]
    [InlineData("run/other", "step.done", """{"attempt":2,"event":"step.done","guards":{"no":"list"},"later":[1],"sentence":"=a;+b\n\"c\"","step":"=B7"}""")]
    [InlineData("run/other", "run.requested", """{"event":"run.requested","plan":{"procedure":{"steps":[{"id":"B1"}]}}}""")]
    public void What_is_hostile_or_of_another_release_has_the_row_that_is_written_plainly(string stream, string kind, string data)
    {
        test.Append(new StreamId(stream), 0, TestLedger.Entry(kind, data));

        Assert.Equal(Plain(), Fast());
    }

    [Theory]
    [InlineData("run/other", "run.completed", "{\"event\":\"run.completed\",\"state\":\"\u00ff\"}")]
    [InlineData("settings", "settings.named", "{\"a\":\"\u00ff\u00c3\"}")]
    [InlineData("settings", "settings.named", "{\"a\":\"b\"} {}")]
    [InlineData("run/other", "run.requested", "{\"event\":\"run.requested\"} x")]
    [InlineData("settings", "settings.named", "")]
    public void What_somebody_wrote_past_the_portal_has_the_row_that_is_written_plainly(string stream, string kind, string data)
    {
        test.Append(new StreamId(stream), 0, TestLedger.Entry(kind));
        // Each character a byte, so that it need not be UTF-8.
        test.Tamper($"DROP TRIGGER ledger_refuses_update; UPDATE ledger SET data = CAST(x'{Convert.ToHexString(Encoding.Latin1.GetBytes(data))}' AS TEXT)");

        Assert.Equal(Plain(), Fast());
    }

    private void Golden()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Golden"), "*.json").Order(StringComparer.Ordinal))
        {
            var events = JsonNode.Parse(File.ReadAllText(file))!["events"]!.AsArray().Select(e => Streams.Entry(RunJson.Read<RunEvent>(e!["event"]!.ToJsonString()), new UserId("u1")));
            test.Append(Streams.Of(new RunId(Path.GetFileNameWithoutExtension(file))), 0, [.. events]);
        }
    }

    private string Fast(ILedger? lookups = null)
    {
        var text = new ArrayBufferWriter<byte>();
        var csv = new CsvExport(test.Database, new LedgerNames(lookups ?? test.Ledger, new FakePeople()));
        foreach (var part in csv.Learning([new ExportPart(1, test.Ledger.Head.Seq, default, [])])) csv.Make(part, text, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    private string Plain()
    {
        var names = new LedgerNames(test.Ledger, new FakePeople()).Names;
        return string.Concat(test.Ledger.All().Select(e => Csv.Row(
            e.Seq.ToString(CultureInfo.InvariantCulture), LedgerRow.Text(e.At), e.Stream.Value, e.Version.ToString(CultureInfo.InvariantCulture), e.Kind, e.Actor.Value, names.Person(e.Actor), AuditSentences.Of(e, names), e.Data,
            Convert.ToHexStringLower(e.PreviousHash.AsSpan()), Convert.ToHexStringLower(e.Hash.AsSpan()))));
    }
}
