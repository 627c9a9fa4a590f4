using System.Collections.Immutable;
using Portal.Core.Ports;

namespace Portal.Runs;

/// <summary>What the servers' tools printed during the steps of runs: an open run's and one's of years ago alike, also after a restart of the portal.</summary>
public interface IRunOutput
{
    /// <summary>Keeps a line as harmless text (<see cref="Host.Wire.TerminalText"/>); never throws for a full disk.</summary>
    void Write(EffectKey key, OutputLine line);

    /// <summary>All that was kept of one attempt, oldest first; where something was cut, a line says so.</summary>
    IEnumerable<OutputLine> Read(EffectKey key);

    /// <summary>All that is there at once, then lines as they come; never an empty batch.</summary>
    IAsyncEnumerable<ImmutableArray<OutputLine>> Follow(EffectKey key, CancellationToken stop);
}
