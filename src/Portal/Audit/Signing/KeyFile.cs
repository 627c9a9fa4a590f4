using System.Security.Cryptography;
using System.Text;
using Portal.Storage;

namespace Portal.Audit.Signing;

/// <summary>The private key that signs checkpoints, in a file that only the portal's account may read: whoever owns the database alone cannot sign.</summary>
internal static class KeyFile
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Makes a new key, and the file with it; never writes over one.</summary>
    /// <exception cref="StorageRefusedException">The file cannot be written.</exception>
    public static ECDsa Create(string path)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var file = new FileStream(path, how);
            file.Write(Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"));
            file.Flush(flushToDisk: true);
            return key;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            key.Dispose();
            throw new StorageRefusedException($"The key file {path} cannot be written: {fault.Message} Without it the audit trail cannot be signed. Name another file in Audit:KeyFile.", fault);
        }
    }

    /// <summary>Where the next key stands until the ledger knows of it.</summary>
    public static string Next(string path) => path + ".next";

    /// <summary>Puts the next key in the place of the one before it, which is gone then: it is needed for nothing any more.</summary>
    /// <exception cref="IOException">It still stands where it stood; the next start puts it in place.</exception>
    public static void Replace(string path)
    {
        try
        {
            File.Move(Next(path), path, overwrite: true);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new IOException(fault.Message, fault);
        }
    }

    /// <summary>Reads the key.</summary>
    /// <exception cref="StorageRefusedException">The file cannot be read, is no such key, or others may read it.</exception>
    public static ECDsa Open(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
            throw new StorageRefusedException($"The key file {path} can be read by other accounts, so anybody of them could sign. Run chmod 600 on it, and think of a new key if others are on this machine.");
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            if (key.KeySize != 256) throw new CryptographicException("It is not on P-256.");
            return key;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new StorageRefusedException($"The key file {path} cannot be used: {fault.Message} Nothing was changed. Restore it from a backup of the portal's keys.", fault);
        }
    }
}
