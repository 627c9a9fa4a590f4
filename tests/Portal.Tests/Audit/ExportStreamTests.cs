using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Portal.Audit;
using Portal.Audit.Exports;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.Runs;
using Portal.Storage.Ledger;
using Portal.Tests.Pages;
using Portal.Tests.Storage;

namespace Portal.Tests.Audit;

public sealed class ExportStreamTests : IDisposable
{
    private readonly TestLedger test = new();

    public void Dispose() => test.Dispose();

    [Fact]
    public async Task Parts_are_written_in_their_order_whichever_is_made_first()
    {
        using var last = new ManualResetEventSlim();
        var written = await Text((part, to, _) =>
        {
            // The first is made last.
            if (part.First == 1) last.Wait(TestContext.Current.CancellationToken);
            else last.Set();
            Encoding.UTF8.GetBytes($"{part.First} ", to);
        }, 5);

        Assert.Equal("1 2 3 4 5 ", written);
    }

    [Fact]
    public async Task No_more_than_a_few_parts_are_made_ahead_of_a_slow_reader()
    {
        var made = 0;
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));
        var writing = new ExportStream(pipe.Writer).Write(Parts(1000), (_, to, _) =>
        {
            Interlocked.Increment(ref made);
            to.Write("x"u8);
        }, TestContext.Current.CancellationToken);

        for (var read = 1; read <= 20; read++)
        {
            var some = await pipe.Reader.ReadAtLeastAsync(1, TestContext.Current.CancellationToken);
            pipe.Reader.AdvanceTo(some.Buffer.GetPosition(1));
            // What is written, what waits to be, and what is under way.
            Assert.InRange(Volatile.Read(ref made), read, read + 12);
        }
        await pipe.Reader.CompleteAsync();
        await writing.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.InRange(made, 20, 50);
    }

    [Fact]
    public async Task A_reader_who_goes_away_ends_the_query_at_once()
    {
        test.Fill(2);
        using var gone = new CancellationTokenSource();
        using var begun = new ManualResetEventSlim();
        var writing = Task.Run(() => Text((_, _, stop) => test.Database.Read(connection =>
        {
            begun.Set();
            using var endless = connection.CreateCommand();
            endless.CommandText = "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n) SELECT count(*) FROM n";
            return endless.ExecuteScalar();
        }, stop), 3, gone.Token));

        begun.Wait(TestContext.Current.CancellationToken);
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task A_fault_in_a_part_is_the_fault_of_the_export() =>
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => Text((part, _, _) => _ = part.First == 3 ? throw new LedgerUnavailableException("The disk is gone.") : 0, 9));

    [Theory]
    [InlineData(null, null)]
    [InlineData("erp-db-01", null)]
    [InlineData(null, "run.held")]
    [InlineData("no-such-pair", null)]
    public async Task Json_lines_are_those_of_the_described_format_byte_for_byte(string? pair, string? kind)
    {
        test.Append(Streams.Of(new PairId("erp-db-01")), 0, PairLock.Entry(PairLock.Opened, new RunId("20261122-K7F4Q"), Portal.Core.People.UserId.Portal));
        for (var i = 0; i < 700; i++) test.Append(i % 3 == 0 ? TestLedger.Run : new StreamId("other"), i % 3 == 0 ? i / 3 : i - (i / 3) - 1, TestLedger.Entry(i % 5 == 0 ? "run.held" : "run.noted", $$"""{"n":{{i}},"text":"Grüße \u202e"}"""));
        var (filter, explorer, head) = (AuditFilter.Read(pair, null, null, kind, null, null, null), new LedgerExplorer(test.Database), test.Ledger.Head);
        (long, string)[] checkpoints = [(250, "checkpoint of 250"), (251, "checkpoint of 251"), (701, "checkpoint of 701")];

        var written = await Text(new JsonLinesExport(test.Database).Make, ExportPart.OfAll(explorer, filter, head.Seq, checkpoints, TestContext.Current.CancellationToken));

        var expected = PlainExport.JsonLines(test.Ledger.All(), filter, filter.Streams(test.Ledger), "head", [], checkpoints).Skip(1);
        Assert.Equal(string.Concat(expected), written);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("run.held")]
    public async Task Csv_has_a_row_of_each_entry_that_fits_in_order(string? kind)
    {
        for (var i = 0; i < 600; i++) test.Append(TestLedger.Run, i, TestLedger.Entry(i % 7 == 0 ? "run.held" : "run.noted", $$"""{"n":{{i}}}"""));
        var filter = AuditFilter.Read(null, null, null, kind, null, null, null);

        var names = new LedgerNames(test.Ledger, new FakePeople()).Names;
        var written = await Text(new CsvExport(test.Database, new LedgerNames(test.Ledger, new FakePeople())).Make, ExportPart.OfFitting(new LedgerExplorer(test.Database), filter, 600, TestContext.Current.CancellationToken));

        Assert.Equal(test.Ledger.All().Where(e => filter.Has(e, default)).Select(e => Csv.Row(
            e.Seq.ToString(CultureInfo.InvariantCulture), LedgerRow.Text(e.At), e.Stream.Value, e.Version.ToString(CultureInfo.InvariantCulture), e.Kind, "u1", names.Person(e.Actor), AuditSentences.Of(e, names), e.Data,
            Convert.ToHexStringLower(e.PreviousHash.AsSpan()), Convert.ToHexStringLower(e.Hash.AsSpan()))), written.Split("\r\n")[..^1].Select(row => row + "\r\n"));
    }

    private static IEnumerable<ExportPart> Parts(int number) => Enumerable.Range(1, number).Select(n => new ExportPart(n, n, default, []));

    private static Task<string> Text(Action<ExportPart, IBufferWriter<byte>, CancellationToken> make, int parts, CancellationToken? stop = null) => Text(make, Parts(parts), stop);

    private static async Task<string> Text(Action<ExportPart, IBufferWriter<byte>, CancellationToken> make, IEnumerable<ExportPart> parts, CancellationToken? stop = null)
    {
        using var into = new MemoryStream();
        await using (into)
        {
            var writer = PipeWriter.Create(into, new StreamPipeWriterOptions(leaveOpen: true));
            await new ExportStream(writer).Write(parts, make, stop ?? TestContext.Current.CancellationToken);
            await writer.CompleteAsync();
            return Encoding.UTF8.GetString(into.ToArray());
        }
    }
}
