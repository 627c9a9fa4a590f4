namespace Portal.Remoting.Probes;

/// <summary>One way of trying a protected service; tries may overlap.</summary>
internal interface IServiceTry : IAsyncDisposable
{
    /// <summary>Whether the service answers; a service that cannot be reached is an answer, never an exception.</summary>
    /// <param name="stop">Ends the try early; what it returns then counts for nothing.</param>
    Task<bool> Answers(CancellationToken stop);
}
