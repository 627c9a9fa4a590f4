using System.Security.Cryptography;
using System.Text;
using Portal.Audit;
using Portal.Core.Audit;
using Portal.Core.Audit.Proof;
using Portal.Tests.Storage;

namespace Portal.Tests.Audit;

/// <summary>Files that come in piece by piece, are cut off, or are not what they should be.</summary>
public sealed class UploadedExportTests : IDisposable
{
    private readonly TestLedger _test = new();

    public void Dispose() => _test.Dispose();

    private static UploadedFile Of(Stream stream) => new("audit.jsonl", _ => stream);

    private byte[] Export(int entries)
    {
        _test.Fill(entries);
        var head = _test.Ledger.Head;
        return Encoding.UTF8.GetBytes(string.Concat(PlainExport.JsonLines(_test.Ledger.All(), new AuditFilter(), default, AuditExport.Head(head, "", head.Seq, _test.Clock.GetUtcNow(), "auditor", "portal-x"), [], [])));
    }

    [Fact]
    public async Task A_whole_export_is_whole_and_every_byte_was_read()
    {
        var (bytes, read) = (Export(40), 0L);
        var found = await UploadedExport.Verify([], Of(new MemoryStream(bytes)), AuditTrust.None, now => read = now, default);
        Assert.True(found.IsWhole);
        Assert.Equal((40, bytes.Length), (found.Entries, read));
    }

    [Fact]
    public async Task What_is_wrong_at_the_beginning_ends_the_reading_of_an_endless_file()
    {
        var endless = new Endless();
        var found = await UploadedExport.Verify([], Of(endless), AuditTrust.None, _ => { }, default).WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(0, Assert.IsType<ChainCheck.Broken>(found.Result).Seq);
    }

    [Fact]
    public async Task A_file_that_stops_coming_and_a_person_who_stops_end_it()
    {
        using var cut = new Cut(Export(40));
        await Assert.ThrowsAsync<IOException>(() => UploadedExport.Verify([], Of(cut), AuditTrust.None, _ => { }, default));
        using var stop = new CancellationTokenSource();
        var silent = new Silent();
        var verifying = UploadedExport.Verify([], Of(silent), AuditTrust.None, _ => { }, stop.Token);
        await silent.Asked.Task;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => verifying);
    }

    [Fact]
    public async Task Archives_are_taken_in_the_order_that_their_heads_say_and_every_byte_counts()
    {
        var lines = Encoding.UTF8.GetString(Export(12)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        using var secret = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = SigningKey.First(secret, _test.Clock.GetUtcNow());
        var entries = _test.Ledger.All().ToArray();
        LedgerHead Head(int seq) => new(seq, entries[seq - 1].Hash);
        string Signed(int seq) => Checkpoint.Sign("portal-x", Head(seq), _test.Clock.GetUtcNow(), key, secret).Line();
        byte[] Part(int after, int last, byte[]? before) => Encoding.UTF8.GetBytes(string.Concat(new[]
        {
            AuditExport.Head(Head(last), "", last - after, _test.Clock.GetUtcNow(), "auditor", "portal-x", before is null ? null : new ArchivedPart(Head(after), "a.jsonl", Convert.ToHexStringLower(SHA256.HashData(before)))),
            key.Line(), before is null ? "" : Signed(after),
        }.Concat(lines[(after + 1)..(last + 1)]).Append(Signed(last)).Where(line => line.Length > 0).Select(line => line + "\n")));
        var first = Part(0, 4, null);
        var second = Part(4, 9, first);
        var (export, read) = (Part(9, 12, second), 0L);
        var archives = await UploadedExport.InOrder([second, first], bytes => new MemoryStream(bytes));
        Assert.Equal([first, second], archives);

        var found = await UploadedExport.Verify([.. archives.Select(bytes => Of(new MemoryStream(bytes)))], Of(new MemoryStream(export)), AuditTrust.None, now => read = now, default);
        Assert.Equal((true, true, 12, 12), (found.IsWhole, found.IsFromFirst, found.Entries, found.SignedTo));
        Assert.Equal(first.Length + second.Length + export.Length, read);

        var part = await UploadedExport.Verify([Of(new MemoryStream(second))], Of(new MemoryStream(export)), AuditTrust.None, _ => { }, default);
        Assert.Equal((true, false, 5), (part.IsWhole, part.IsFromFirst, part.First));
        Assert.Equal([first, []], await UploadedExport.InOrder([[], first], bytes => new MemoryStream(bytes)));
    }

    [Fact]
    public async Task Anchors_are_found_in_whatever_stands_around_them()
    {
        var line = new Checkpoint("portal-x", 3, new string('a', 64), DateTimeOffset.UnixEpoch, new string('b', 32), "c2ln").Line();
        var text = $"noise\n<110>1 host portal - - - {line}\n\0\n{{\"checkpoint\":broken\n{line}";
        var found = await UploadedExport.Anchors(new MemoryStream(Encoding.UTF8.GetBytes(text)), "log.txt", default);
        Assert.Equal([3, 3], found.Select(a => a.Checkpoint.Seq));
        Assert.All(found, a => Assert.Equal("log.txt", a.Place));
    }

    private sealed class Endless : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'\n');
            return ValueTask.FromResult(buffer.Length);
        }
    }

    private sealed class Cut(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position < Length / 2 ? base.ReadAsync(buffer[..100], cancellationToken) : throw new IOException("The browser is gone.");
    }

    private sealed class Silent : MemoryStream
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
