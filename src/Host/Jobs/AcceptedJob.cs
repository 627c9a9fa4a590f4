using Portal.Host.Wire;

namespace Portal.Host.Jobs;

/// <summary>A job as it is kept on disk from the moment it was accepted.</summary>
/// <param name="AcceptedUnixMs">Server's clock, ms since 1970 UTC.</param>
/// <param name="BootId">The boot in which it was accepted.</param>
internal sealed record AcceptedJob(string Key, Job Job, long AcceptedUnixMs, string BootId);
