using System.Runtime.InteropServices;

namespace Portal.Core.Audit.Proof;

/// <summary>A piece of an export that holds whole lines, and what each of them is when it is looked at alone.</summary>
/// <param name="bytes">Good until the block is given back.</param>
internal sealed class LineBlock(byte[] bytes, int length)
{
    private readonly List<Range> _lines = new(length / 256);

    public byte[] Bytes => bytes;

    /// <summary>In their order; after <see cref="Look"/>.</summary>
    public IReadOnlyList<Range> Lines => _lines;

    /// <summary>Looks at each line alone; blocks can be looked at side by side.</summary>
    public LineBlock Look()
    {
        Split();
        var check = new EntryCheck();
        for (var lines = CollectionsMarshal.AsSpan(_lines); !lines.IsEmpty; lines = lines[Math.Min(EntryCheck.Most, lines.Length)..])
        {
            check.Look(bytes, lines[..Math.Min(EntryCheck.Most, lines.Length)]);
        }
        return this;
    }

    private void Split()
    {
        var start = 0;
        while (start < length)
        {
            var rest = bytes.AsSpan(start, length - start);
            var at = rest.IndexOf((byte)'\n');
            var line = at < 0 ? rest : rest[..at];
            var next = start + line.Length + 1;
            if (line.EndsWith("\r"u8)) line = line[..^1];
            if (line.IsEmpty && at < 0) return;
            _lines.Add(new Range(start, line.Length, 0, false));
            start = next;
        }
    }

    /// <param name="Seq">Place of the entry that stands there in the portal's form, its hash fitting; 0: it is something else, or not right.</param>
    internal readonly record struct Range(int Start, int Length, long Seq, bool IsStub);
}

/// <summary>A stream in pieces that hold whole lines, in their order and in flat memory; a few are looked at ahead on the other processors.</summary>
internal sealed class LineBlocks(Stream from)
{
    /// <summary>A longer line is none of an export. In bytes.</summary>
    public const int Longest = 16 * 1024 * 1024;

    private const int Usual = 512 * 1024;

    private readonly Stack<byte[]> _spare = new();
    private byte[] _buffer = new byte[Usual];
    private int _filled;
    private bool _over;

    /// <summary>Why reading ended before the stream did; null when it did not.</summary>
    public string? Fault { get; private set; }

    /// <summary>The blocks, looked at; each is good until the next one is asked for.</summary>
    public IEnumerable<LineBlock> Looked()
    {
        var ahead = new Queue<Task<LineBlock>>();
        while (true)
        {
            while (ahead.Count <= Environment.ProcessorCount && Next() is { } next) ahead.Enqueue(Task.Run(next.Look));
            if (!ahead.TryDequeue(out var first)) yield break;
            var block = first.GetAwaiter().GetResult();
            yield return block;
            if (block.Bytes.Length == Usual) _spare.Push(block.Bytes);
        }
    }

    private LineBlock? Next()
    {
        while (!_over)
        {
            if (_filled == _buffer.Length && !TryGrow()) return null;
            var read = from.Read(_buffer, _filled, _buffer.Length - _filled);
            _over = read == 0;
            _filled += read;
            if (_filled == _buffer.Length && _buffer.AsSpan(0, _filled).LastIndexOf((byte)'\n') is >= 0 and var end) return Cut(end + 1);
        }
        if (_filled == 0) return null;
        var last = new LineBlock(_buffer, _filled);
        (_buffer, _filled) = ([], 0);
        return last;
    }

    // What stands after the last line's end goes into the next block.
    private LineBlock Cut(int end)
    {
        var rest = _filled - end;
        var block = new LineBlock(_buffer, end);
        var next = rest < Usual && _spare.TryPop(out var spare) ? spare : new byte[Math.Max(Usual, rest)];
        Array.Copy(_buffer, end, next, 0, rest);
        (_buffer, _filled) = (next, rest);
        return block;
    }

    private bool TryGrow()
    {
        if (_buffer.Length >= Longest)
        {
            (_over, _filled, Fault) = (true, 0, $"A line is longer than {Longest / 1024 / 1024} MB.");
            return false;
        }
        Array.Resize(ref _buffer, _buffer.Length * 2);
        return true;
    }
}
