// The names that OpenSSL looks for in directories of certificates.

namespace EndToEnd.Harness;

internal static class HashedName
{
    /// <summary>The name for a certificate, without the number that follows: the hash of its subject, such as 4f316efb.</summary>
    public static async Task<string> Of(string pem)
    {
        using var directory = new TemporaryDirectory();
        var outcome = await Shell.Run(["openssl", "x509"], ["-hash", "-noout", "-in", directory.Write("certificate", pem)]);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        return outcome.Output.Trim();
    }
}
