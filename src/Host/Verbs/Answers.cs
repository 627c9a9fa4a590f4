using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Portal.Host.Linux;

namespace Portal.Host;

/// <summary>JSON lines to the caller.</summary>
/// <param name="file">The output's file descriptor, to notice that the caller is gone; negative where there is none.</param>
/// <param name="input">The input's file descriptor, likewise.</param>
internal sealed class Answers(Stream output, int file = -1, int input = -1)
{
    private bool _closed;

    /// <summary>Whether nobody listens any more.</summary>
    internal bool IsClosed => _closed || (file >= 0 && LibC.IsHungUp(file));

    /// <summary>Whether the caller has said its last word; one that wants to go on listening keeps its end open.</summary>
    internal bool CallerHasEnded => input >= 0 && LibC.HasEnded(input);

    internal void Write<T>(T answer, JsonTypeInfo<T> type)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(answer, type), (byte)'\n'];
        try
        {
            output.Write(line);
            output.Flush();
        }
        catch (IOException)
        {
            _closed = true;
        }
    }
}
