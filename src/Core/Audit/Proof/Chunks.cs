using System.Buffers;

namespace Portal.Core.Audit.Proof;

/// <summary>Reads a stream in whole lines. A few chunks are made ready at a time, on as many cores as there are; memory stays flat.</summary>
internal static class Chunks
{
    /// <summary>A longer line is none of an export.</summary>
    public const int Longest = 16 * 1024 * 1024;

    private const int Usual = 2 * 1024 * 1024;

    /// <summary>In order. Whoever reads them disposes of each.</summary>
    /// <exception cref="InvalidDataException">A line is longer than <see cref="Longest"/>; everything before it was given.</exception>
    public static IEnumerable<Chunk> Of(Stream from)
    {
        var ready = new Queue<Task<Chunk>>();
        InvalidDataException? fault = null;
        var (rest, over) = (Array.Empty<byte>(), false);
        while (true)
        {
            while (!over && ready.Count <= Environment.ProcessorCount)
            {
                try
                {
                    var (bytes, length) = Next(from, ref rest, out over);
                    if (length > 0) ready.Enqueue(Task.Run(() => Chunk.Prepare(bytes, length)));
                    else ArrayPool<byte>.Shared.Return(bytes);
                }
                catch (InvalidDataException line)
                {
                    (fault, over) = (line, true);
                }
            }
            if (ready.Count == 0) break;
            yield return ready.Dequeue().GetAwaiter().GetResult();
        }
        if (fault is not null) throw fault;
    }

    /// <summary>Bytes up to the end of a line, or of the stream.</summary>
    /// <param name="rest">What was read behind it, for the next call.</param>
    private static (byte[] Bytes, int Length) Next(Stream from, ref byte[] rest, out bool over)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Math.Max(Usual, rest.Length * 2));
        rest.CopyTo(bytes, 0);
        var (length, searched) = (rest.Length, 0);
        while (true)
        {
            var read = from.Read(bytes, length, bytes.Length - length);
            over = read == 0;
            length += read;
            if (over)
            {
                rest = [];
                return (bytes, length);
            }
            if (length < bytes.Length) continue;
            var end = bytes.AsSpan(searched, length - searched).LastIndexOf((byte)'\n');
            if (end >= 0)
            {
                rest = bytes[(searched + end + 1)..length];
                return (bytes, searched + end + 1);
            }
            if (length >= Longest) throw new InvalidDataException($"A line is longer than {Longest / 1024 / 1024} MB.");
            searched = length;
            var larger = ArrayPool<byte>.Shared.Rent(bytes.Length * 2);
            bytes.AsSpan(0, length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(bytes);
            bytes = larger;
        }
    }
}
