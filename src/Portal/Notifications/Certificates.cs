using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Portal.Notifications;

/// <summary>Checks the certificate of a mail server or a webhook: by what the machine trusts, or by a private authority that was declared.</summary>
internal static class Certificates
{
    /// <summary>Whether the file holds certificates in PEM form.</summary>
    public static bool CanRead(string path)
    {
        try
        {
            using var authorities = new Loaded(path);
            return authorities.All.Count > 0;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Decides as <see cref="RemoteCertificateValidationCallback"/> does; the name always has to fit.</summary>
    /// <param name="authority">Path of the private authority's certificate; null: only what the machine trusts.</param>
    public static bool Check(string? authority, X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None) return true;
        if (authority is null || errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 leaf) return false;
        using var trusted = new Loaded(authority);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(trusted.All);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        // Serves a server, not a person or a program.
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        if (presented is not null) chain.ChainPolicy.ExtraStore.AddRange(presented.ChainElements.Select(element => element.Certificate).ToArray());
        return chain.Build(leaf);
    }

    private sealed class Loaded : IDisposable
    {
        public Loaded(string path) => All.ImportFromPemFile(path);

        public X509Certificate2Collection All { get; } = [];

        public void Dispose()
        {
            foreach (var one in All) one.Dispose();
        }
    }
}
