// Lines of logs: they stay text on one line, masking finds nothing more in what it has masked, and a secret never leaves.

using System.Text;
using ApiFunc.Failures;
using ApiFunc.Redaction;

namespace Fuzz.Targets;

internal sealed class LogTarget : Target
{
    private const string Host = "pve-node-17";
    private const string Secret = "kQ7Lm2xW9zRt";

    // What stands for a secret wherever it stands, on a line of its own.
    private static readonly string[] s_plants =
        [$"DB_PASSWORD={Secret}", $"curl --password {Secret} x", $"https://user:{Secret}@db.test/x", $"Authorization: Bearer {Secret}",
            $"{{\"password\": \"{Secret}\"}}"];

    public override IReadOnlyList<byte[]> Seeds { get; } = Each(
        "\e[32m  ok\e[0m Installing nginx\r\nGet:1 http://deb.debian.org x InRelease\r\n42% [Working]\rdone\nE: Unable to locate package\n",
        "\e]0;title\a\e(B\e[?25lConnecting to 192.168.17.6:5432 ... fe80::1ff:fe23:4567:890a\n",
        "mysql -uroot -pgeheim -e \"ALTER USER 'x'@'localhost' IDENTIFIED BY 'a b';\"\npsql postgres://app:p/w@localhost:5432/db\n",
        "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n-----END PRIVATE KEY-----\nnext\n",
        "{\"password\": \"a \\\" b\", \"token\": [\"x\", \"y\"], \"n\": 1}\n<password>x</password> <add key=\"ApiKey\" value=\"y\"/>\n",
        "export TOKEN='a'\\''b' PASS=\"a b\"; curl -u admin:geheim -H 'X-Api-Key: abc' https://x/?token=a&b=c\n",
        "mail to someone@example.org from 00:11:22:33:44:55 at pve-node-17.lan, version 1.2.3\n",
        "- name: DB_PASS\n  value: x\npassword: |\n  two words\nrequirepass foobared\nsed -i 's/password=.*/password=y/' f\n");

    public override IReadOnlyList<byte[]> Words { get; } = Each(
        "password", "PASS=", "token:", "--secret ", "Authorization: ", "Bearer ", "://", "@", "-p", " -u ", "'", "\"", "\\\"", "\\", "$(",
        "${X}", "`", "=", ": ", "=>", "[", "]", "{", "}", "<", ">",
        "***", "https://", "-----BEGIN ", "-----END ", "PRIVATE KEY-----", "IDENTIFIED BY ", "\n", "\r", "\t", "\0", "\e[31m", "\e]0;",
        "\a", "\e(B", "10.0.0.1", "::", "a@b.cd", "pve-node-17",
        "00:11:22:33:44:55", "ghp_", "eyJ", "AKIA", ",", ";", "&", "|", "(", ")", "<<EOF", "\xe2\x80\x8b", "sshpass ", "echo ",
        " | chpasswd", "sed ", "s/");

    public override void Check(byte[] input)
    {
        var redactor = new Redactor(Host);
        List<string> lines = [.. Encoding.UTF8.GetString(input).Split('\n')];
        var plant = s_plants[Fnv(input) % s_plants.Length];
        lines.Insert(Fnv([.. input, 1]) % (lines.Count + 1), plant);

        var stream = new LineRedactor(redactor);
        foreach (var line in lines)
        {
            if (LogCleaner.Clean(line, stream) is not { } cleaned)
                continue;

            AssertIsText(cleaned);
            Assert.DoesNotContain(cleaned, c => c is '\n' or '\0' or '\e');
            Assert.False(string.IsNullOrWhiteSpace(cleaned), "a blank line is left");
            Assert.DoesNotContain(Secret, cleaned, StringComparison.Ordinal);
            AssertIsSettled(redactor, cleaned);
        }

        var whole = redactor.Apply(TerminalText.Shown(string.Join('\n', lines)));
        AssertIsText(whole);
        AssertIsSettled(redactor, whole);
    }

    private static void AssertIsSettled(Redactor redactor, string masked) => Assert.Equal(masked, redactor.Apply(masked));

    /// <summary>A number that depends on nothing but the input.</summary>
    private static int Fnv(byte[] input) => (int)(ApiFunc.Outbox.Fnv.Hash(input) & int.MaxValue);
}
