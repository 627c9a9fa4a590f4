using System.Diagnostics;
using System.Net.Sockets;
using Npgsql;

namespace Portal.Lab.Writing;

/// <summary>
/// A client of the protected service: every 20 ms it connects to whichever member is read-write, inserts one row and closes,
/// and remembers each row whose commit was acknowledged.
/// </summary>
public sealed class CommittedRowsWriter : IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan NoteworthyGap = TimeSpan.FromMilliseconds(250);
    private readonly NpgsqlMultiHostDataSource _source;
    private readonly CancellationTokenSource _enough = new();
    private readonly List<long> _acknowledged = [];
    private readonly List<WriterGap> _gaps = [];
    private readonly Dictionary<string, int> _errors = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _last;
    private TimeSpan _longest;
    private Task _writing = Task.CompletedTask;

    private CommittedRowsWriter(NpgsqlMultiHostDataSource source) => _source = source;

    /// <summary>How many rows are acknowledged so far.</summary>
    public int Acknowledged { get { lock (_acknowledged) return _acknowledged.Count; } }

    /// <summary>Makes the table if need be and starts writing; throws when no member is read-write.</summary>
    public static async Task<CommittedRowsWriter> Start(CancellationToken stop)
    {
        var hosts = $"Host={Hosts.LabHost.Pg1.Address},{Hosts.LabHost.Pg2.Address};Host Recheck Seconds=0;";
        var writer = new CommittedRowsWriter(new NpgsqlDataSourceBuilder(hosts + LabPair.Writer.ConnectionString).BuildMultiHost());
        var first = await writer.First(stop);
        writer._last = writer._clock.Elapsed;
        writer._writing = Task.Run(() => writer.Write(first), CancellationToken.None);
        return writer;
    }

    /// <summary>Stops writing, looks for every acknowledged row (for at most 30 s) and reports.</summary>
    public async Task<WriterReport> Stop(CancellationToken stop)
    {
        await _enough.CancelAsync();
        await _writing;
        using var late = CancellationTokenSource.CreateLinkedTokenSource(stop);
        late.CancelAfter(TimeSpan.FromSeconds(30));
        var there = await Present(late.Token);
        var lost = _acknowledged.Where(row => !there.Contains(row)).ToList();
        return new WriterReport(_acknowledged.Count, _errors.Values.Sum(), _longest, _gaps, lost, _errors);
    }

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await _writing;
        await _source.DisposeAsync();
        _enough.Dispose();
    }

    private async Task<long> First(CancellationToken stop)
    {
        await using var connection = await Open(stop);
        await using var table = new NpgsqlCommand(
            "CREATE TABLE IF NOT EXISTS committed (n bigint PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())", connection);
        await table.ExecuteNonQueryAsync(stop);
        await using var highest = new NpgsqlCommand("SELECT coalesce(max(n), 0) FROM committed", connection);
        return (long)(await highest.ExecuteScalarAsync(stop))!;
    }

    private async Task Write(long last)
    {
        while (!_enough.IsCancellationRequested)
        {
            var began = _clock.Elapsed;
            await Attempt(++last);
            var rest = Pace - (_clock.Elapsed - began);
            if (rest > TimeSpan.Zero)
                await Task.Delay(rest, CancellationToken.None);
        }
    }

    // An attempt that has begun is never cancelled: its row would be neither acknowledged nor refused.
    private async Task Attempt(long row)
    {
        try
        {
            await using var connection = await Open(CancellationToken.None);
            var warned = false;
            connection.Notice += (_, _) => warned = true;
            await using var insert = new NpgsqlCommand("INSERT INTO committed (n) VALUES ($1)", connection);
            insert.Parameters.Add(new NpgsqlParameter<long> { TypedValue = row });
            await insert.ExecuteNonQueryAsync(CancellationToken.None);
            // A commit that came with a warning was not waited for by the standby: PostgreSQL promises nothing about it.
            if (warned)
                Refuse(new TimeoutException("The commit was not confirmed by the standby."));
            else
                Acknowledge(row);
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or SocketException or IOException)
        {
            Refuse(error);
        }
    }

    // Npgsql wraps what each member answered.
    private void Refuse(Exception error)
    {
        var causes = error.InnerException is AggregateException all ? all.InnerExceptions : [error];
        var message = string.Join(" / ", causes.Select(cause => cause.GetBaseException().Message.Split('\n')[0]));
        _errors[message] = _errors.GetValueOrDefault(message) + 1;
    }

    private void Acknowledge(long row)
    {
        var now = _clock.Elapsed;
        var gap = now - _last;
        _last = now;
        if (gap > _longest)
            _longest = gap;
        if (gap > NoteworthyGap)
            _gaps.Add(new WriterGap(DateTimeOffset.UtcNow - gap, gap));
        lock (_acknowledged)
            _acknowledged.Add(row);
    }

    private async Task<HashSet<long>> Present(CancellationToken stop)
    {
        await using var connection = await Open(stop);
        await using var select = new NpgsqlCommand("SELECT n FROM committed", connection) { CommandTimeout = 20 };
        await using var rows = await select.ExecuteReaderAsync(stop);
        var there = new HashSet<long>();
        while (await rows.ReadAsync(stop))
            there.Add(rows.GetInt64(0));
        return there;
    }

    private ValueTask<NpgsqlConnection> Open(CancellationToken stop) => _source.OpenConnectionAsync(TargetSessionAttributes.ReadWrite, stop);
}
