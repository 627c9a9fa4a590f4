namespace Portal.Storage;

/// <summary>The database is not fit to be used, so the portal does not start; the message is a sentence for the operator.</summary>
public sealed class StorageRefusedException(string message, Exception? inner = null) : Exception(message, inner);
