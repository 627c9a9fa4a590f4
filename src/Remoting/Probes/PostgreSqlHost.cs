using System.Net.Sockets;
using Npgsql;
using Portal.Core.Pairs;

namespace Portal.Remoting.Probes;

/// <summary>One PostgreSQL server that may be the read-write one; a new connection for each try, like a new user.</summary>
internal sealed class PostgreSqlHost : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly TimeSpan _limit;

    public PostgreSqlHost(ServiceProbe.PostgreSql probe, string host, string? password, TimeSpan limit)
    {
        _limit = limit;
        var seconds = Math.Max(1, (int)Math.Ceiling(limit.TotalSeconds));
        _source = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder
        {
            Host = host,
            Port = probe.Port,
            Database = probe.Database,
            Username = probe.User,
            Password = password,
            ApplicationName = "portal-probe",
            Pooling = false,
            Timeout = seconds,
            CommandTimeout = seconds,
            CancellationTimeout = -1,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString).ConfigureTypeLoading(types => types.EnableTypeLoading(false)).Build();
    }

    /// <summary>Whether it gives a session that may write within the limit. A standby answers too, but its sessions are read-only.</summary>
    public async Task<bool> GivesReadWriteSession(CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(_limit);
        try
        {
            await using var connection = await _source.OpenConnectionAsync(limit.Token).ConfigureAwait(false);
            await using var ask = connection.CreateCommand();
            ask.CommandText = "SELECT 1 WHERE current_setting('transaction_read_only') = 'off'";
            return await ask.ExecuteScalarAsync(limit.Token).ConfigureAwait(false) is 1;
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or IOException or TimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            return false;
        }
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
