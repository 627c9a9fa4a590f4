using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;
using Portal.Audit;
using Portal.Audit.Signing;
using Portal.Core.Audit;
using Portal.Core.Audit.Proof;
using Portal.Storage;
using Portal.Tests.Storage;

namespace Portal.Tests.Audit;

/// <summary>P6 where it begins: somebody with the database's file and no signing key. The portal's own verification finds it, the next start does, or an export beside an anchor that lay elsewhere; and the first wrong place is named.</summary>
public sealed class DatabaseTamperTests : IDisposable
{
    private readonly SignedLedger _ledger = new();

    /// <summary>Who finds it.</summary>
    public enum Finder
    {
        /// <summary>Verify, under Audit.</summary>
        Portal,

        /// <summary>An export, verified elsewhere beside the anchor's file.</summary>
        Auditor,
    }

    private sealed record Way(Finder By, long First, string Word, Action<DatabaseTamperTests> Do);

    private static readonly Dictionary<string, Way> Ways = new()
    {
        ["a trigger dropped"] = new(Finder.Portal, 0, "trigger ledger_refuses_delete is missing", t => t.Sql("DROP TRIGGER ledger_refuses_delete")),
        ["an entry changed"] = new(Finder.Portal, 6, "columns", t => t.Unguarded("UPDATE ledger SET data = '{\"n\":99}' WHERE seq = 6")),
        ["an entry changed with the body that is hashed"] = new(Finder.Portal, 6, "hash", t => t.Unguarded("UPDATE ledger SET body = replace(body, '\"n\":4', '\"n\":99'), data = '{\"n\":99}' WHERE seq = 6")),
        ["an entry removed"] = new(Finder.Portal, 6, "missing", t => t.Unguarded("DELETE FROM ledger WHERE seq = 6")),
        ["an entry put in between"] = new(Finder.Portal, 7, "hash", t => t.Unguarded("UPDATE ledger SET seq = seq + 100 WHERE seq > 6; INSERT INTO ledger SELECT 7, 'run/forged', 1, at, kind, actor, data, body, hash, hash FROM ledger WHERE seq = 6; UPDATE ledger SET seq = seq - 99 WHERE seq > 100")),
        ["an entry replaced"] = new(Finder.Portal, 6, "link", t => t.Unguarded("REPLACE INTO ledger SELECT 6, stream, 90, at, kind, actor, data, body, previous_hash, hash FROM ledger WHERE seq = 9")),
        ["the chain made anew from an entry on"] = new(Finder.Portal, 8, "rewritten", t => t.Rewrite(6)),
        ["the chain made anew, and the checkpoints removed from there"] = new(Finder.Portal, 5, "removed", t => { t.Rewrite(6); t.Unguarded("DELETE FROM checkpoints WHERE seq > 4"); }),
        ["the chain made anew, and every trace of checkpoints"] = new(Finder.Auditor, 8, "rewritten", t => { t.Rewrite(6); t.Unguarded("DELETE FROM checkpoints WHERE seq > 4; DELETE FROM anchors; UPDATE sqlite_sequence SET seq = 1 WHERE name = 'checkpoints'"); }),
        ["the end cut off"] = new(Finder.Portal, 12, "cut off", t => t.Unguarded("DELETE FROM ledger WHERE seq > 9")),
        ["the end cut off with its checkpoints"] = new(Finder.Auditor, 10, "cut off", t => t.Unguarded("DELETE FROM ledger WHERE seq > 9; DELETE FROM checkpoints WHERE seq > 9; UPDATE anchors SET number = 2; UPDATE sqlite_sequence SET seq = 2 WHERE name = 'checkpoints'")),
        ["the end cut off and the ledger resumed"] = new(Finder.Portal, 12, "rewritten", t => { t.Unguarded("DELETE FROM ledger WHERE seq > 9"); t.Append(6); }),
        ["the end cut off with its checkpoints, and resumed"] = new(Finder.Auditor, 12, "rewritten", t => { t.Unguarded("DELETE FROM ledger WHERE seq > 9; DELETE FROM checkpoints WHERE seq > 9; DELETE FROM anchors; UPDATE sqlite_sequence SET seq = 2 WHERE name = 'checkpoints'"); t.Append(6); }),
        ["an old backup"] = new(Finder.Auditor, 9, "cut off", t => t.Restore()),
        ["a fork: two databases from one backup, and both went on"] = new(Finder.Auditor, 12, "rewritten", t => { t.Restore(); t.Append(8); }),
        ["signed again with another key"] = new(Finder.Auditor, 1, "none of those that you trust", t => t.SignAgain()),
        ["a checkpoint's hash changed"] = new(Finder.Portal, 8, "signature", t => t.Line(8, c => c with { Hash = new string('a', 64) })),
        ["a checkpoint's time changed"] = new(Finder.Portal, 8, "signature", t => t.Line(8, c => c with { At = c.At.AddDays(1) })),
        ["a checkpoint of another entry"] = new(Finder.Portal, 7, "another entry", t => t.Unguarded("UPDATE checkpoints SET seq = 7 WHERE seq = 8")),
        ["a checkpoint that cannot be read"] = new(Finder.Portal, 8, "cannot be read", t => t.Unguarded("UPDATE checkpoints SET line = '{' WHERE seq = 8")),
        ["a checkpoint removed"] = new(Finder.Portal, 5, "number 2 was removed", t => t.Unguarded("DELETE FROM checkpoints WHERE seq = 8")),
        ["the last checkpoint removed"] = new(Finder.Portal, 9, "from number 3 to 3 were removed", t => t.Unguarded("DELETE FROM checkpoints WHERE seq = 12")),
        ["a checkpoint of another installation put in"] = new(Finder.Portal, 12, "signature", t => t.Forge()),
        ["an anchor said to have more than was ever signed"] = new(Finder.Portal, 12, "has none of that number", t => t.Sql("UPDATE anchors SET number = 99")),
        ["an anchor said to have less than it has"] = new(Finder.Portal, 4, "one of the two was altered", t => t.Sql("UPDATE anchors SET number = 1")),
        ["the anchor's file cut off"] = new(Finder.Portal, 8, "one of the two was altered", t => File.WriteAllLines(t._ledger.AnchorPath, File.ReadAllLines(t._ledger.AnchorPath)[..2])),
        ["the key's row exchanged"] = new(Finder.Portal, 0, "not the one that its id names", t => { using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256); t.Unguarded($"UPDATE signing_keys SET spki = '{SigningKey.First(other, default).Spki}'"); }),
        ["a key put in that nobody vouched for"] = new(Finder.Portal, 0, "Nobody vouched", t => { using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256); var key = SigningKey.First(other, default); t.Sql($"INSERT INTO signing_keys (id, spki, at) VALUES ('{key.Id}', '{key.Spki}', '2027-01-01T00:00:00.0000000Z')"); }),
    };

    public DatabaseTamperTests()
    {
        _signer = _ledger.Open();
        Append(7);
        Sign(4);
        Sign(8);
        Backup();
        Append(4);
        Sign(12);
        _signed = Store.Keys()[0];
    }

    private static readonly ProofSettings Settings = new(null, [], null, [], ProofSettings.Usual, null);

    private readonly Signer _signer;
    private readonly SigningKey _signed;

    public static TheoryData<string> Names => [.. Ways.Keys];

    private TestLedger Test => _ledger.Test;

    private FileAnchor Anchor => new(_ledger.AnchorPath);

    private CheckpointStore Store => _ledger.Store;

    public void Dispose() => _ledger.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_is_found_and_the_first_wrong_place_named(string name)
    {
        var way = Ways[name];
        way.Do(this);

        var broken = Assert.IsType<ChainCheck.Broken>(way.By == Finder.Portal ? await Portal() : Auditor());

        Assert.Equal(way.First, broken.Seq);
        Assert.Contains(way.Word, broken.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("the end cut off")]
    [InlineData("the end cut off with its checkpoints")]
    [InlineData("the end cut off with its checkpoints, and resumed")]
    [InlineData("an old backup")]
    [InlineData("a fork: two databases from one backup, and both went on")]
    [InlineData("the chain made anew, and every trace of checkpoints")]
    public void The_next_start_is_refused_where_the_anchored_head_is_not_there(string name)
    {
        if (name.StartsWith("the chain", StringComparison.Ordinal)) Rewrite(6);
        else Ways[name].Do(this);

        Assert.Contains("not the one that was anchored last", Assert.Throws<StorageRefusedException>(
            () => RestoreCheck.Demand(Test.Ledger, Store, _signer, [Anchor], Settings)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_tampering_all_of_them_agree()
    {
        Assert.IsType<ChainCheck.Whole>(await Portal());
        Assert.IsType<ChainCheck.Whole>(Auditor());
        RestoreCheck.Demand(Test.Ledger, Store, _signer, [Anchor], Settings);
        Assert.InRange(Ways.Count, 25, 100);
    }

    [Fact]
    public void A_key_file_that_is_not_the_one_that_signed_ends_the_start()
    {
        SignAgain();

        Assert.Contains("was signed with", Assert.Throws<StorageRefusedException>(() => _ledger.Open()).Message, StringComparison.Ordinal);
    }

    private async Task<ChainCheck> Portal() => (await new LedgerProof(Test.Ledger, Test.Clock, new CheckpointCheck(Test.Ledger, Store, [Anchor])).Check()).Result;

    // Whoever exports is the portal itself, which signs what leaves; the anchor's file and the key's id come from elsewhere.
    private ChainCheck Auditor()
    {
        Store.Add(_signer.Sign(Test.Ledger.Head));
        return _ledger.Verify(_signer.Origin, _signed.Id, _ledger.AnchorPath).Result;
    }

    private void Append(int entries)
    {
        for (var i = 0; i < entries; i++)
        {
            Test.Clock.Advance(TimeSpan.FromSeconds(1));
            var n = Test.Ledger.Head.Seq - 1;
            Test.Ledger.Note(new StreamId(n % 2 == 0 ? "run/even" : "run/odd"), TestLedger.Entry(data: $$"""{"n":{{n}}}"""));
        }
    }

    private void Sign(long seq)
    {
        Test.Clock.Advance(TimeSpan.FromSeconds(1));
        var entry = Test.Ledger.All().Single(e => e.Seq == seq);
        var checkpoint = _signer.Sign(new LedgerHead(seq, entry.Hash));
        Store.Add(checkpoint);
        File.AppendAllText(_ledger.AnchorPath, checkpoint.Line() + "\n");
        Store.Reached(Anchor.Name, Store.LastNumber());
    }

    private void Backup() => Sql($"VACUUM INTO '{Path.Combine(_ledger.Folder, "backup.db")}'");

    private void Restore()
    {
        Test.Database.Dispose();
        SqliteConnection.ClearAllPools();
        foreach (var old in Directory.GetFiles(Path.GetDirectoryName(Test.Path)!)) File.Delete(old);
        File.Copy(Path.Combine(_ledger.Folder, "backup.db"), Test.Path);
        Test.Reopen();
    }

    private void Sql(string sql) => Test.Tamper(sql);

    /// <summary>A careful intruder takes the guards away and puts them back.</summary>
    private void Unguarded(string sql)
    {
        using var connection = Test.Intruder();
        var guards = connection.Query<(string Name, string Sql)>("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").ToList();
        foreach (var guard in guards) connection.Execute($"DROP TRIGGER {guard.Name}");
        connection.Execute("PRAGMA foreign_keys = OFF");
        connection.Execute(sql);
        foreach (var guard in guards) connection.Execute(guard.Sql);
    }

    /// <summary>Changes an entry and makes the chain anew from there, with hashes that fit.</summary>
    private void Rewrite(long from)
    {
        var entries = Test.Ledger.All().ToList();
        var previous = entries[(int)from - 2].Hash;
        var sql = new StringBuilder();
        foreach (var entry in entries.Skip((int)from - 1))
        {
            var data = entry.Seq == from ? """{"n":99}""" : entry.Data;
            var body = entry.Body.Replace(entry.Data, data, StringComparison.Ordinal);
            var hash = Chain.Next(entry.Seq, previous.AsSpan(), body);
            sql.Append(System.Globalization.CultureInfo.InvariantCulture, $"UPDATE ledger SET data = '{data}', body = '{body}', previous_hash = x'{Hex(previous)}', hash = x'{Hex(hash)}' WHERE seq = {entry.Seq};");
            previous = hash;
        }
        Unguarded(sql.ToString());
    }

    private void Line(long seq, Func<Checkpoint, Checkpoint> change)
    {
        var line = Store.UpTo(12).Single(c => c.Seq == seq).Line;
        Unguarded($"UPDATE checkpoints SET line = '{change(Checkpoint.Read(line)!).Line()}' WHERE seq = {seq}");
    }

    private void Forge()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var forged = Checkpoint.Sign(_signer.Origin, Test.Ledger.Head, Test.Clock.GetUtcNow(), SigningKey.First(other, default), other);
        Sql($"INSERT INTO checkpoints (seq, line) VALUES (12, '{forged.Line()}')");
    }

    private void SignAgain()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = SigningKey.First(other, Test.Clock.GetUtcNow());
        var sql = new StringBuilder($"UPDATE signing_keys SET id = '{key.Id}', spki = '{key.Spki}';");
        foreach (var (seq, line) in Store.UpTo(12).ToList())
        {
            var old = Checkpoint.Read(line)!;
            var again = Checkpoint.Sign($"portal-{key.Id}", new LedgerHead(seq, [.. Convert.FromHexString(old.Hash)]), old.At, key, other);
            sql.Append(System.Globalization.CultureInfo.InvariantCulture, $"UPDATE checkpoints SET line = '{again.Line()}' WHERE seq = {seq};");
        }
        Unguarded(sql.ToString());
    }

    private static string Hex(ImmutableArray<byte> bytes) => Convert.ToHexStringLower(bytes.AsSpan());
}
