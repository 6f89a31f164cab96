// Where the trusted certificates of a host are: directories from which OpenSSL reads the files that it needs, and a bundle.

using System.Text;
using ApiFunc.Platform;

namespace ApiFunc.Http;

/// <summary>
/// The trusted certificates. As for every program that uses OpenSSL, SSL_CERT_DIR replaces the usual directories and SSL_CERT_FILE
/// the usual bundle, each independently of the other.
/// </summary>
internal sealed class CertificateStore(HttpOptions options)
{
    private const int MaxBundleLength = 128 * 1024 * 1024;

    // openssl/x509_vfy.h and openssl/x509.h; the first is X509_LOOKUP_add_dir(3ssl).
    private const int X509_L_ADD_DIR = 2;
    private const int X509_FILETYPE_PEM = 1;

    /// <summary>Debian, Alpine, Arch, openSUSE, and Red Hat through a link; Fedora.</summary>
    private static ReadOnlySpan<byte> UsualDirectories => "/etc/ssl/certs:/etc/pki/ca-trust/extracted/pem/directory-hash"u8;

    /// <summary>Debian, Alpine, Arch; Red Hat; openSUSE; Alpine's second name and that of the BSDs.</summary>
    private static string[] UsualBundles =>
        ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"];

    private ReadOnlySpan<byte> Directories => options.CertificateDirectories ?? UsualDirectories;

    private byte[] Bundle =>
        options.CertificateBundle ?? Encoding.UTF8.GetBytes(Array.Find(UsualBundles, File.Exists) ?? UsualBundles[0]);

    /// <summary>
    /// Adds the directories to an X509_STORE. OpenSSL opens a file there only if its name is the hash of the certificate's name
    /// that it looks for (openssl-rehash(1ssl)).
    /// </summary>
    public unsafe void AddDirectories(nint store)
    {
        fixed (byte* list = (byte[])[.. Directories, 0])
        {
            var lookup = OpenSsl.X509_STORE_add_lookup(store, OpenSsl.X509_LOOKUP_hash_dir());
            _ = OpenSsl.X509_LOOKUP_ctrl(lookup, X509_L_ADD_DIR, list, X509_FILETYPE_PEM, 0);
        }
    }

    /// <summary>Reads the bundle. If it cannot be read, the result is empty and has a <see cref="PemBundle.Problem"/>.</summary>
    public PemBundle ReadBundle()
    {
        using var file = SafeFile.Open(Bundle, Libc.O_RDONLY, out var problem, throughLinks: true);
        return file is null ? new PemBundle([], problem)
            : file.Length > MaxBundleLength ? new PemBundle([], "it is too large")
            : new PemBundle(file.ReadStart((int)file.Length));
    }

    /// <summary>
    /// What may be wrong with the directories and the bundle, for people, if they lack the certificate that would make a server
    /// trusted; null for nothing.
    /// </summary>
    /// <param name="bundleProblem">Why there is no certificate in the bundle; null if there is one.</param>
    public string? Hint(string? bundleProblem)
    {
        if (options.CertificateBundle is { } bundle && bundleProblem is not null)
            return $"SSL_CERT_FILE cannot be used: {Encoding.UTF8.GetString(bundle)}: {bundleProblem}";

        var areDirectoriesUsable = AreDirectoriesUsable();
        if (options.CertificateDirectories is not null && !areDirectoriesUsable)
            return "SSL_CERT_DIR cannot be used: no file there has a hashed name, as openssl rehash makes them";

        return bundleProblem is null || areDirectoriesUsable ? null
            : "no CA certificates found (install ca-certificates or set SSL_CERT_FILE)";
    }

    private bool AreDirectoriesUsable()
    {
        foreach (var directory in Encoding.UTF8.GetString(Directories).Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            try
            {
                if (Array.Exists(Directory.GetFiles(directory), file => IsHashed(Path.GetFileName(file))))
                    return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It does not exist, or this user may not read it.
            }
        }

        return false;
    }

    /// <summary>Whether a file's name is like 4f316efb.0.</summary>
    private static bool IsHashed(string name) => name.Length > 9 && name[8] == '.' && name.Take(8).All(char.IsAsciiHexDigitLower);
}
