using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Portal.Remoting.Tests.Probes;

/// <summary>As much of PostgreSQL's protocol 3.0 as one session of the probe needs; the answer to its question has one row, or none.</summary>
internal sealed class PostgreSqlWire(NetworkStream stream, Func<bool> readWrite)
{
    private const int SslRequest = 80877103;

    public async Task Serve(CancellationToken stop)
    {
        await Begin(stop);
        while (await Message(stop) is { } kind)
        {
            if (kind == 'X')
                return;
            if (kind == 'S')
                await stream.WriteAsync(Answer(), stop);
        }
    }

    private async Task Begin(CancellationToken stop)
    {
        while (true)
        {
            var length = await Number(stop);
            var body = new byte[length - 4];
            await stream.ReadExactlyAsync(body, stop);
            if (BinaryPrimitives.ReadInt32BigEndian(body) != SslRequest)
                break;
            await stream.WriteAsync("N"u8.ToArray(), stop);
        }

        byte[] ok = [.. Frame('R', Int(0)), .. Frame('S', Text("server_version"), Text("15.18")), .. Frame('K', Int(1), Int(2)), .. Frame('Z', "I"u8.ToArray())];
        await stream.WriteAsync(ok, stop);
    }

    /// <returns>Null at the end of the connection.</returns>
    private async Task<char?> Message(CancellationToken stop)
    {
        var kind = new byte[1];
        if (await stream.ReadAtLeastAsync(kind, 1, throwOnEndOfStream: false, stop) == 0)
            return null;
        await stream.ReadExactlyAsync(new byte[await Number(stop) - 4], stop);
        return (char)kind[0];
    }

    private async Task<int> Number(CancellationToken stop)
    {
        var number = new byte[4];
        await stream.ReadExactlyAsync(number, stop);
        return BinaryPrimitives.ReadInt32BigEndian(number);
    }

    private byte[] Answer()
    {
        byte[] column = [.. Short(1), .. Text("?column?"), .. Int(0), .. Short(0), .. Int(23), .. Short(4), .. Int(-1), .. Short(1)];
        byte[] row = readWrite() ? Frame('D', Short(1), Int(4), Int(1)) : [];
        return [.. Frame('1'), .. Frame('2'), .. Frame('T', column), .. row, .. Frame('C', Text("SELECT 1")), .. Frame('Z', "I"u8.ToArray())];
    }

    private static byte[] Frame(char kind, params byte[][] parts) =>
        [(byte)kind, .. Int(4 + parts.Sum(part => part.Length)), .. parts.SelectMany(part => part)];

    private static byte[] Text(string text) => [.. Encoding.ASCII.GetBytes(text), 0];

    private static byte[] Int(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    private static byte[] Short(short number) => Int(number)[2..];
}
