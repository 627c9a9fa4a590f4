using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Wiring.Configuration;

namespace Portal.Wiring;

internal static partial class PairsConfiguration
{
    private static Server ReadServer(SettingReader from, Identity identity)
    {
        from.Only("HostName", "Management", "ChannelAddress", "HostKeys");
        var host = from.Required("HostName", "Write what people call the server, for example pg1.");
        if (host.Length > 0 && !Addresses.IsHost(host))
            from.Fault("HostName", $"is '{host}'", "Write a host name of letters, digits, '-' and '.', for example pg1.");
        return new Server(identity, host, ReadAddress(from, "Management"), ReadAddress(from, "ChannelAddress"), ReadHostKeys(from));
    }

    private static string? ReadAddress(SettingReader from, string key)
    {
        if (from.Text(key) is not { } address) return null;
        if (!Addresses.IsHostAndPort(address))
            from.Fault(key, $"is '{address}'", "Write a host or an address, with a port where it is not 22: 10.0.0.21, pg1.example.com:2222 or [fd00::21]:22.");
        return address;
    }

    private static ImmutableArray<string> ReadHostKeys(SettingReader from)
    {
        var keys = from.List("HostKeys");
        foreach (var (key, text) in keys)
        {
            if (!Addresses.IsHostKey(text))
                from.Fault(key, $"is '{text}'",
                    "Write the fingerprint as the server's console prints it with ssh-keygen -l -f /etc/ssh/ssh_host_ed25519_key.pub: SHA256: and 43 characters.");
        }
        return [.. keys.Select(key => key.Text)];
    }

    private static ServiceProbe ReadProbe(SettingReader pair, EngineKind engine)
    {
        var from = pair.Section("Probe");
        if (!pair.Has("Probe") && !IsReal(engine)) return new ServiceProbe.Simulated();
        const string kinds = "Write tcp, http, postgresql or simulated.";
        var kind = from.Required("Kind", kinds);
        switch (kind)
        {
            case "tcp":
                from.Only("Kind", "Host", "Port");
                return new ServiceProbe.Tcp(ReadHost(from), ReadPort(from, null));
            case "http":
                from.Only("Kind", "Address");
                return new ServiceProbe.Http(ReadHttpAddress(from));
            case "postgresql":
                from.Only("Kind", "Hosts", "Port", "Database", "User", "PasswordFile");
                return ReadPostgreSql(from);
            case "simulated":
                from.Only("Kind");
                if (IsReal(engine))
                    from.Fault("Kind", "is 'simulated' for a pair that is not", "Write tcp, http or postgresql, so that the real service is probed.");
                return new ServiceProbe.Simulated();
            default:
                if (kind.Length > 0) from.Fault("Kind", $"is '{kind}'", kinds);
                return new ServiceProbe.Simulated();
        }
    }

    private static ServiceProbe.PostgreSql ReadPostgreSql(SettingReader from)
    {
        var hosts = from.List("Hosts");
        if (hosts.IsEmpty)
            from.Fault("Hosts", "is missing", "Write the addresses of both servers, or the one service address: [\"10.0.0.21\", \"10.0.0.22\"].");
        foreach (var (key, text) in hosts.Where(host => !Addresses.IsHost(host.Text)))
            from.Fault(key, $"is '{text}'", "Write a host name or an IP address, without a port.");
        var passwordFile = from.Text("PasswordFile");
        if (passwordFile is not null && !Path.IsPathFullyQualified(passwordFile))
            from.Fault("PasswordFile", $"is '{passwordFile}'", "Write the full path of a file that holds the password and nothing else.");
        return new ServiceProbe.PostgreSql(
            [.. hosts.Select(host => host.Text)],
            ReadPort(from, 5432),
            from.Text("Database") ?? "postgres",
            from.Required("User", "Write the database user of the probe; it needs no rights but to connect."),
            passwordFile);
    }

    private static string ReadHost(SettingReader from)
    {
        var host = from.Required("Host", "Write the address at which users reach the service, for example 10.0.0.5.");
        if (host.Length > 0 && !Addresses.IsHost(host))
            from.Fault("Host", $"is '{host}'", "Write a host name or an IP address; the port stands in Port.");
        return host;
    }

    private static int ReadPort(SettingReader from, int? usual)
    {
        if (usual is null) from.Required("Port", "Write the port of the service, 1 to 65535.");
        return from.Value<int>("Port", Addresses.Port, usual ?? 1, "Write a port, 1 to 65535.");
    }

    private static Uri ReadHttpAddress(SettingReader from)
    {
        const string instead = "Write the whole address, for example https://erp.example.com/health.";
        var text = from.Required("Address", instead);
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0)
            return address;
        if (text.Length > 0) from.Fault("Address", $"is '{text}'", instead);
        return new Uri("http://localhost/");
    }
}
