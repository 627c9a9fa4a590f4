using Portal.Host.Wire;

namespace Portal.Host;

/// <summary>Ends a request that is not carried out; the message is the sentence for the operator.</summary>
internal sealed class RefusalException(string error, string remedy = "") : Exception(error)
{
    internal Refusal Refusal { get; } = new(error, remedy);
}
