// Where a host keeps the certificates that it trusts: directories from which OpenSSL takes what it needs, and a bundle.

using System.Text;
using ApiFunc.Script;
using ApiFunc.Platform;

namespace ApiFunc.Http;

/// <summary>
/// The trusted certificates of a script. As for every program with OpenSSL, SSL_CERT_DIR (a list with colons) stands for
/// the usual directories and SSL_CERT_FILE for the usual bundle, each by itself.
/// </summary>
internal sealed class CertificateStore
{
    private const int LargestBundle = 128 * 1024 * 1024;

    // X509_LOOKUP_add_dir(3ssl) is this command; X509_FILETYPE_PEM.
    private const int AddDirectory = 2;
    private const int Pem = 1;

    private const string DirectoryVariable = "SSL_CERT_DIR";
    private const string BundleVariable = "SSL_CERT_FILE";

    private readonly byte[]? _ownDirectories;
    private readonly byte[]? _ownBundle;

    /// <param name="script">The script, whose variables count.</param>
    public CertificateStore(ScriptVariables script)
    {
        _ownDirectories = script.Bytes(DirectoryVariable) is { Length: > 0 } directories ? directories : null;
        _ownBundle = script.Bytes(BundleVariable) is { Length: > 0 } bundle ? bundle : null;
    }

    /// <summary>Debian, Alpine, Arch, openSUSE, and Red Hat through a link; Fedora.</summary>
    private static ReadOnlySpan<byte> UsualDirectories => "/etc/ssl/certs:/etc/pki/ca-trust/extracted/pem/directory-hash"u8;

    /// <summary>Debian, Alpine, Arch; Red Hat; openSUSE; Alpine's second name and that of the BSDs.</summary>
    private static string[] UsualBundles =>
        ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"];

    private ReadOnlySpan<byte> Directories => _ownDirectories ?? UsualDirectories;

    private byte[] Bundle => _ownBundle ?? Encoding.UTF8.GetBytes(Array.Find(UsualBundles, File.Exists) ?? UsualBundles[0]);

    /// <summary>
    /// Lets an X509_STORE look into the directories. OpenSSL opens the files there that have the hash of the name that it
    /// looks for as their own name (openssl-rehash(1ssl)), and no other.
    /// </summary>
    public unsafe void AddDirectories(nint store)
    {
        fixed (byte* list = (byte[])[.. Directories, 0])
            _ = OpenSsl.ControlLookup(OpenSsl.AddLookup(store, OpenSsl.DirectoryMethod()), AddDirectory, list, Pem, 0);
    }

    /// <summary>Reads the bundle. Returns null, and says why in a few words, if there is none that can be read.</summary>
    public PemBundle? ReadBundle(out string? problem)
    {
        using var file = SafeFile.Open(Bundle, Libc.O_RDONLY, out problem, throughLinks: true);
        if (file is null)
            return null;
        if (file.Length <= LargestBundle)
            return new PemBundle(file.ReadStart((int)file.Length));

        problem = "it is too large";
        return null;
    }

    /// <summary>
    /// What a person should know about the places, if a certificate was refused for want of a trusted one; null if they are
    /// as they should be.
    /// </summary>
    /// <param name="bundleProblem">Why there is no certificate in the bundle; null if there is one.</param>
    public string? Advice(string? bundleProblem)
    {
        if (_ownBundle is not null && bundleProblem is not null)
            return $"{BundleVariable} is of no use: {Encoding.UTF8.GetString(Bundle)}: {bundleProblem}";

        var areDirectoriesUsable = AreDirectoriesUsable();
        if (_ownDirectories is not null && !areDirectoriesUsable)
            return $"{DirectoryVariable} is of no use: nothing in it has such a name as openssl rehash gives to certificates";

        return bundleProblem is null || areDirectoriesUsable ? null
            : $"no CA certificates found (install ca-certificates or set {BundleVariable})";
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
                // It is not there, or not for this user.
            }
        }

        return false;
    }

    /// <summary>Whether a name is one such as 4f316efb.0.</summary>
    private static bool IsHashed(string name) => name.Length > 9 && name[8] == '.' && name.Take(8).All(char.IsAsciiHexDigitLower);
}
