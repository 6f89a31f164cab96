// The certificates that a host trusts, as PEM files.

using System.Buffers.Text;
using System.Security.Cryptography;
using ApiFunc.Caller;
using ApiFunc.Platform;

namespace ApiFunc.Delivery;

/// <summary>Files and directories of trusted certificates, searched only for those that are asked for.</summary>
/// <param name="files">Bundles: files of one or more certificates.</param>
/// <param name="directories">Directories of such files.</param>
internal sealed class CertificateStore(IReadOnlyList<string> files, IReadOnlyList<string> directories)
{
    private const int LargestFile = 16 * 1024 * 1024;

    /// <summary>
    /// What SSL_CERT_FILE and SSL_CERT_DIR (a list with colons) name, where that exists; otherwise the first of the
    /// places where distributions keep their bundle: Debian, Alpine and Arch, Red Hat, the BSDs' and Alpine's second
    /// name; and Debian's directory.
    /// </summary>
    public static CertificateStore Of(CallingScript script)
    {
        string[] files = [.. Existing([script["SSL_CERT_FILE"] ?? ""], File.Exists)];
        string[] directories = [.. Existing((script["SSL_CERT_DIR"] ?? "").Split(':'), Directory.Exists)];
        if (files.Length + directories.Length > 0)
            return new CertificateStore(files, directories);

        string[] bundles = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];
        files = [.. Existing(bundles, File.Exists).Take(1)];
        directories = [.. Existing(["/etc/ssl/certs"], Directory.Exists)];
        return new CertificateStore(files, directories);
    }

    /// <summary>The trusted certificates that have one of some names in them, as their own or as their issuer's (DER, all of it).</summary>
    public List<byte[]> Find(IReadOnlyList<byte[]> names)
    {
        var found = new List<byte[]>();
        foreach (var file in files)
            Search(file, names, found);

        // Directories hold hundreds of files, mostly the same certificates again.
        if (found.Count == 0)
        {
            foreach (var file in directories.SelectMany(FilesIn))
                Search(file, names, found);
        }

        return found;
    }

    private static IEnumerable<string> Existing(IEnumerable<string> paths, Func<string, bool> exists) =>
        paths.Where(path => path.Length > 0 && exists(path));

    private static void Search(string path, IReadOnlyList<byte[]> names, List<byte[]> found)
    {
        var pem = Read(path);
        var der = new byte[Base64.GetMaxDecodedFromUtf8Length(pem.Length)];
        while (PemEncoding.TryFindUtf8(pem, out var fields))
        {
            if (pem[fields.Label].SequenceEqual("CERTIFICATE"u8)
                && Base64.DecodeFromUtf8(pem[fields.Base64Data], der, out _, out var length) == System.Buffers.OperationStatus.Done
                && names.Any(name => der.AsSpan(0, length).IndexOf(name) >= 0))
            {
                found.Add(der[..length]);
            }

            pem = pem[fields.Location.End..];
        }
    }

    private static ReadOnlySpan<byte> Read(string path)
    {
        using var file = SafeFile.OpenRead(path, out var problem, throughLinks: true);
        if (file is not null)
            return file.ReadStart(LargestFile);

        DebugLog.Write($"{path} is not read: {problem}");
        return [];
    }

    private static string[] FilesIn(string directory)
    {
        try
        {
            return Directory.GetFiles(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            DebugLog.Write($"{directory} is not read: {e.Message}");
            return [];
        }
    }
}
