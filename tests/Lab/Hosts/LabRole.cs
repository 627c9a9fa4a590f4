namespace Portal.Lab.Hosts;

/// <summary>A PostgreSQL role of the lab, with the password that was made when the lab was prepared.</summary>
public sealed record LabRole(string User, string Password, string Database)
{
    /// <summary>
    /// Connection string parts for whichever member is asked for; never pooled, at most 2 s for a connection or a statement.
    /// Without GSS: asking for it makes Kerberos look up the host's name, and a lost DNS answer costs 5 s.
    /// </summary>
    public string ConnectionString =>
        $"Username={User};Password={Password};Database={Database};Pooling=false;GSS Encryption Mode=Disable;Timeout=2;Command Timeout=2";

    internal static LabRole Read(string user, string secret, string database)
    {
        var file = Path.Combine(LabPair.Folder, "keys", secret + ".password");
        return File.Exists(file)
            ? new LabRole(user, File.ReadAllText(file).Trim(), database)
            : throw new LabFailure($"{file} does not exist. 'tests/Lab/lab prepare' makes the lab's passwords.");
    }

    /// <summary>The role without its password, so that it can be printed.</summary>
    public override string ToString() => $"{User}@{Database}";
}
