namespace Portal.Lab.Hosts;

/// <summary>One host of the lab, reachable from this machine at a fixed address.</summary>
public sealed record LabHost
{
    /// <summary>The witness: etcd, and nothing that is patched.</summary>
    public static LabHost Witness { get; } = new("w", "10.77.0.20");

    /// <summary>The Primary; leads in a fresh pair.</summary>
    public static LabHost Pg1 { get; } = new("pg1", "10.77.0.21");

    /// <summary>The Secondary; the synchronous standby of a fresh pair.</summary>
    public static LabHost Pg2 { get; } = new("pg2", "10.77.0.22");

    private LabHost(string name, string address) => (Name, Address) = (name, address);

    public string Name { get; }

    public string Address { get; }

    public override string ToString() => Name;
}
