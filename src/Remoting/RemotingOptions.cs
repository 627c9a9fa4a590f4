using Portal.Remoting.Ssh;

namespace Portal.Remoting;

/// <summary>The section 'Remoting' of the configuration.</summary>
public sealed class RemotingOptions
{
    public const string Section = "Remoting";

    /// <summary>Folder in which the portal keeps its key, known hosts and sockets; made at first use, readable by the portal only.</summary>
    public string DataFolder { get; set; } = "data";

    /// <summary>The portal-host program that enrolment hands out: a file.</summary>
    public string HostProgram { get; set; } = "portal-host";

    /// <summary>Where an administrator's server downloads the program from; null: it is copied there by hand.</summary>
    public Uri? HostProgramUrl { get; set; }

    /// <summary>Pace at which portal-host looks at its facts, 0.1 to 10 s.</summary>
    public TimeSpan WatchEvery { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How servers are reached.</summary>
    public SshOptions Ssh { get; set; } = new();
}
