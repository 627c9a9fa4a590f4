namespace Portal.Remoting.Ssh;

/// <summary>The section 'Remoting:Ssh' of the configuration.</summary>
public sealed class SshOptions
{
    /// <summary>Account on the servers.</summary>
    public string User { get; set; } = "portal";

    /// <summary>The portal's private key; null: one is made in the data folder at first use.</summary>
    public string? PrivateKeyFile { get; set; }

    /// <summary>File with the key's passphrase in its first line; null: the key has none.</summary>
    public string? PassphraseFile { get; set; }

    /// <summary>Socket of an SSH agent that holds the key; null: no agent is asked.</summary>
    public string? AgentSocket { get; set; }

    /// <summary>Folder of the control sockets, at most 70 characters; null: inside the data folder.</summary>
    public string? SocketFolder { get; set; }

    /// <summary>Limit of one attempt to connect, 1 s or more, in whole seconds.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>After this silence a server is asked for a sign of life, 1 s or more, in whole seconds.</summary>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Unanswered signs of life after which a connection is given up.</summary>
    public int KeepAliveCount { get; set; } = 3;
}
