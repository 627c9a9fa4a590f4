namespace Portal.Host.Patroni;

/// <summary>Where this server's own Patroni answers: /etc/portal-host/patroni.json.</summary>
/// <param name="Url">'http://127.0.0.1:8008' where the file or the value is missing.</param>
/// <param name="Name">This member's name, for versions of Patroni that do not say it; may be absent.</param>
internal sealed record PatroniAddress(string? Url = null, string? Name = null);

/// <summary>For Patroni's REST interface, where it asks for them: /etc/portal-host/patroni-credentials.json, readable by root only.</summary>
internal sealed record PatroniCredentials(string User, string Password);

/// <summary>Body of POST /switchover.</summary>
internal sealed record SwitchoverBody(string Leader, string Candidate);
