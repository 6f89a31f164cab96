// What is masked and what stays: each rule's own examples, and what has to be true of all rules together.

using System.Globalization;
using System.Reflection;
using ApiFunc.Redaction;
using CsCheck;
using Unit.Harness;

namespace Unit;

public sealed class RedactionSpecs
{
    private static readonly Redactor s_redactor = new("");

    public static TheoryData<string> Rules => [.. RuleTable.All.Select(rule => rule.Name)];

    [Theory, MemberData(nameof(Rules))]
    public void A_rule_masks_its_examples(string name)
    {
        var rule = Rule(name);

        Assert.NotEmpty(Masks(name));
        Assert.All(Masks(name), example => Assert.Equal(example.Masked, rule.Apply(example.Text)));
        Assert.All(Masks(name), example => Assert.NotEqual(example.Text, example.Masked));
    }

    [Theory, MemberData(nameof(Rules))]
    public void No_rule_changes_what_another_leaves(string name)
    {
        Assert.NotEmpty(Keeps(name));
        Assert.All(Keeps(name), text => Assert.Equal(text, s_redactor.Apply(text)));
    }

    [Theory, MemberData(nameof(Rules))]
    public void Applied_twice_the_rules_do_what_they_do_once(string name)
    {
        Assert.All(Masks(name), example => Assert.Equal(s_redactor.Apply(example.Text), s_redactor.Apply(s_redactor.Apply(example.Text))));
    }

    public static TheoryData<string, string> Commands
    {
        get
        {
            var commands = new TheoryData<string, string>();
            foreach (var command in CommandTable.All)
                commands.Add(command.Words, command.Arguments);
            return commands;
        }
    }

    [Theory, MemberData(nameof(Commands))]
    public void A_command_hides_what_its_line_in_the_table_calls_a_secret(string words, string arguments)
    {
        const string secret = "k3Lm9QwX2";
        var command = string.Join(' ', words.Split(' ').Select(word => word.Split('|')[0].Replace("*", "x", StringComparison.Ordinal)));
        foreach (var argument in arguments.Split(' ').Where(argument => argument[^1] != '_' && argument != "!"))
        {
            var places = argument[0] == '$' ? argument[1] == '*' ? 1 : argument[1] - '0' : 0;
            var letters = argument.Contains('?', StringComparison.Ordinal) ? "-" + argument[3..] + " " : "";
            var form = argument[^1] switch
            {
                _ when places > 0 && argument.EndsWith("\\r", StringComparison.Ordinal) => $"\"{secret}\\r\"",
                _ when places > 0 => letters + string.Concat(Enumerable.Repeat("arg ", places - 1)) + secret,
                '@' when argument.Length == 1 => $"db_password {secret}",
                '@' => $"{argument[..^1]} pw {secret}",
                '>' => ">" + secret,
                '=' when argument == "k=" => $"name={secret}",
                '=' => $"{argument}name={secret}",
                ':' or '%' => $"{argument[..^1]} user{argument[^1]}{secret}",
                '+' => argument[..^1] + secret,
                '~' => $"{argument[..^1]} {secret}",
                _ => $"{argument} {secret}",
            };

            string[] lines =
            [
                $"{command} {form}", $"sudo {command} {form} >/dev/null", $"bash -c '{command} {form}'", $"x; {command} \\\n  {form}",
            ];
            foreach (var line in lines)
                Assert.DoesNotContain(secret, s_redactor.Apply(line), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("password: |\n  a b\n  c\nuser: x", "password: |\n  ***\n  ***\nuser: x")]
    [InlineData("curl -fsS \\\n  -X POST \\\n  -u a:x \\\n  y", "curl -fsS \\\n  -X POST \\\n  -u a:*** \\\n  y")]
    [InlineData("{\n  \"password\":\n    \"x\",\n  \"y\": \"z\"\n}", "{\n  \"password\":\n    \"***\",\n  \"y\": \"z\"\n}")]
    [InlineData("<password>\n  x\n</password>\n<user>\n  y\n</user>", "<password>\n  ***\n</password>\n<user>\n  y\n</user>")]
    [InlineData("ALTER USER u IDENTIFIED BY\n'x';\ny", "ALTER USER u IDENTIFIED BY\n'***';\ny")]
    [InlineData("PASS=\\\nx\ny", "PASS=\\\n***\ny")]
    [InlineData("- name: DB_PASS\n  value: x\n- name: B\n  value: y", "- name: DB_PASS\n  value: ***\n- name: B\n  value: y")]
    [InlineData("chpasswd <<EOF\nroot:x1\nu:x2\nEOF\nu:x3", "chpasswd <<EOF\nroot:***\nu:***\nEOF\nu:x3")]
    [InlineData("Use the following password:\n\nk3Lm9QwX2\nk3Lm9QwX2", "Use the following password:\n\n***\nk3Lm9QwX2")]
    [InlineData("password:\n  \"a b  \ny", "password:\n  \"a b  \ny")]
    [InlineData("\"password\":\n  \"a b  \ny", "\"password\":\n  \"***  \ny")]
    [InlineData("password:\n  '  \ny", "password:\n  '  \ny")]
    [InlineData("password: x\n  y\nz \\\n  -p x", "password: ***\n  y\nz \\\n  -p x")]
    public void A_value_on_the_next_line_is_masked_line_by_line_and_as_a_whole(string text, string masked)
    {
        var lines = new LineRedactor(s_redactor);

        Assert.Equal(masked, s_redactor.Apply(text));
        Assert.Equal(masked, string.Join('\n', text.Split('\n').Select(lines.Apply)));
    }

    [Fact]
    public void A_text_keeps_its_lines()
    {
        s_pieces.Array[0, 24].Select(string.Concat).ForAll(
            text => Assert.Equal(text.Count(c => c == '\n'), s_redactor.Apply(text).Count(c => c == '\n')),
            iter: 5_000);
    }

    [Fact]
    public void Every_kind_of_token_has_an_example()
    {
        // What a form says literally, its beginning or its mark, stands in an example of one of the two rules.
        var examples = string.Join(' ', Masks("tokens").Concat(Masks("tokens with a mark")).Select(example => example.Text));

        Assert.True(TokenTable.Forms.Count() > 250);
        Assert.All(TokenTable.Forms, form => Assert.Contains(Literal(form), examples, StringComparison.Ordinal));
    }

    [Fact]
    public void A_token_of_any_kind_is_masked_in_whatever_text_it_stands()
    {
        Assert.All(
            TokenTable.Forms,
            form =>
            {
                var body = Sample(form);
                Assert.DoesNotContain(body.Longest, new Redactor("").Apply($"at <{body.Text}>, then"), StringComparison.Ordinal);
                Assert.DoesNotContain(body.Longest, new Redactor("").Apply($"{{\"a\":\"x\\n{body.Text}\"}}"), StringComparison.Ordinal);
            });
    }

    private static string Literal(string form) => form.Split('[', ']').Where((part, index) => index % 2 == 0 && part.Length > 0).First();

    /// <summary>Text that has a form, and the longest of its random parts.</summary>
    private static (string Text, string Longest) Sample(string form)
    {
        const string random = "aB3dE6gH9jK2mN5pQ8sT1vW4xY7zA0cD";
        const string uuid = "5c5b0a0e-1c5a-4b56-9d0c-6f1d8f0d9a11";
        var (text, longest) = ("", "");
        foreach (var (index, part) in form.Split('[', ']').Index())
        {
            if (index % 2 == 0)
            {
                text += part;
                continue;
            }

            var count = Count(part);
            count = part.Contains('!', StringComparison.Ordinal) ? count : Math.Max(count, 12);
            var characters = Enumerable.Range(0, count).Select(i => Of(part[0], random[i % random.Length]));
            var sample = part[0] == 'u' ? uuid : string.Concat(characters);
            sample = part.EndsWith('$') ? $"abcdefgh${sample}" : sample;
            text += sample;
            longest = sample.Length > longest.Length ? sample : longest;
        }

        return (text, longest);

        static char Of(char kind, char c) => kind switch
        {
            'n' => (char)('0' + (c % 10)),
            'h' => "0123456789abcdef"[c % 16],
            'U' => char.ToUpperInvariant(c),
            _ => c,
        };
    }

    [Fact]
    public void No_rule_changes_a_short_word()
    {
        Gen.Char["abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"].Array[0, 16].Select(string.Concat).ForAll(
            word => Assert.All(RuleTable.All, rule => Assert.Equal(word, rule.Apply(word))));
    }

    [Theory]
    [InlineData("http://myhomebox.smith-family.net:8006/", "http://HOSTNAME:8006/")]
    [InlineData("ssh MyHomeBox; ping myhomebox.lan.", "ssh HOSTNAME; ping HOSTNAME.")]
    [InlineData("myhomebox.log myhomebox.smith.net.log.1 /etc/myhomebox.conf", "HOSTNAME.log HOSTNAME.log.1 /etc/HOSTNAME.conf")]
    [InlineData("myhomebox.tar.gz myhomebox.crt.pem myhomebox.2024", "HOSTNAME.tar.gz HOSTNAME.crt.pem HOSTNAME.2024")]
    [InlineData("myhomebox... myhomebox. Then", "HOSTNAME... HOSTNAME. Then")]
    [InlineData("myhomebox.some_value myhomeboxes amyhomebox.net", "HOSTNAME.some_value myhomeboxes amyhomebox.net")]
    public void The_host_s_name_is_masked_with_the_domain_behind_it(string text, string masked)
    {
        Assert.Equal(masked, new Redactor("myhomebox").Apply(text));
        Assert.Equal(masked, new Redactor("myhomebox.example.org").Apply(text));
        Assert.Equal(masked, new Redactor("myhomebox").Apply(masked));
    }

    [Fact]
    public void A_host_called_like_the_extension_of_a_file_is_masked()
    {
        Assert.Equal("HOSTNAME HOSTNAME", new Redactor("sources").Apply("sources.sources.sources sources"));
        Assert.NotEmpty(new Redactor("sources").Apply(string.Concat(Enumerable.Repeat("sources.", 100_000))));
    }

    // What is around a secret: what logs are made of, and what rules look for.
    private static readonly Gen<string> s_pieces = Gen.OneOf(
        Gen.OneOf(
            " ", "\n", "\t", "\"", "'", "\\", "\\\"", "=", ":", ": ", "://", "@", ".", ",", ";", "|", "&", "?", "-", "--", "/", "<", ">",
            "(", ")", "$", "{", "}",
            "password", "PASSWORD=", "token", "--token ", "api_key", "mysql", " -p", "curl", " -u ", "sshpass", "echo ", "chpasswd",
            "root:", "openssl passwd",
            "Authorization: ", "Bearer ", "IDENTIFIED BY ", "-----BEGIN ", "-----END ", "PRIVATE KEY", "-----", "eyJ", "ghp_", "sk-",
            "https", "user",
            "example.com", "10.0.0.5", "2001:db8::1", "aa:bb:cc:dd:ee:ff", "::", "ab", "12", "***", "host", "fe80", "é", "日",
            "name=", "key: ", "value=", "value: ", "['", "'] = ", "[0]=", "[", "]", "<<< ", "--password-stdin", "yes ", "kinit ",
            "vault login ", "mysqladmin ", " for ", " is '",
            "$6$abc", "$abcdefgh1", "@tcp(", "?sig=", "\\\\\\\"", "TOKENS=", "DBPW=", "must ", "pass=3", "0.0.0.0:", "pve-host.", ".log",
            "sed ", "s/", "s|", ".*/", "\\1", "htpasswd -b ", "docker login ", "crudini ", "vault kv put ", "password is ", "| ", "│ ",
            "=> ", "string(1) ", "k3Lm9QwX2", "KEY=", " |\n", ":\n  ", "\\\n", "<<EOF\n", "EOF\n",
            "create_user(", "X-Auth: ", "- "),
        Gen.Char['!', '~'].Select(c => c.ToString()));

    [Fact]
    public void Whatever_the_text_is_applied_twice_the_rules_do_what_they_do_once()
    {
        s_pieces.Array[0, 24].Select(string.Concat).ForAll(
            text =>
            {
                var once = new Redactor("pve-host.example.org").Apply(text);
                Assert.Equal(once, new Redactor("pve-host.example.org").Apply(once));
            },
            iter: 20_000);
    }

    // Forms in which a secret is written, {0}, and whatever may stand around them.
    public static TheoryData<string> Forms =>
    [
        "--password={0} ", "--password {0} ", "--token '{0}' ", "PGPASSWORD={0} ", "export DB_PASS=\"{0}\" ", "\"api_key\": \"{0}\"",
        "\npassword: {0}\n", "X-Api-Key: {0}\n",
        "Authorization: Bearer {0}\n", "Cookie: a={0}\n", "https://user:{0}@host/", "https://{0}@host/", "http://host/?token={0}&b ",
        "\nmysql -uroot -p{0} ", "\nmysql -u root -p'{0}' ", "\nsshpass -p {0} ",
        "\ncurl -u user:{0} ", "\nredis-cli -a {0} ", "\necho root:{0} | chpasswd\n", "\nopenssl passwd {0}\n", " IDENTIFIED BY '{0}'",
        " ghp_{0}ABCDEFGHIJKLMNOPQRSTUVWXYZabcd ", " glpat-{0} ",
        "https://hooks.slack.com/services/{0} ", " {0}@example.com ", "<password>{0}</password>",
        "\n-----BEGIN RSA PRIVATE KEY-----\n{0}\n-----END RSA PRIVATE KEY-----\n",
        "\n$c['password'] = '{0}'; ", " PASSWORDS={0} ", " GH_PAT={0} ", " {\"password\":[\"a\",\"{0}\"]} ",
        " <add key=\"ApiKey\" value=\"{0}\"/>", " {name: DB_PASS, value: {0}} ", "\ndocker login --password-stdin <<< {0} ",
        "\nvault login {0} ", "\nyes {0} | passwd\n", "\nmysqladmin -u root password {0} ", " u:{0}@tcp(localhost)/db ",
        " https://host/?sig={0}&b ", " root:$6$abcdefgh${0}{0} ", "\nPassword for admin: {0}\n",
        " eyJhbGciOiJIUzI1NiJ9.{0} ", " 123456789:{0}ABCDEFGHIJKLMNOPQRSTUVWXYZabcd ",
    ];

    [Theory, MemberData(nameof(Forms))]
    public void No_secret_survives_in_whatever_text_it_stands(string form)
    {
        var words = Gen.OneOf(
            "Setting up nginx (1.22.1-9) ...", "E: failed", "version 1.2.3", "at line 42:", "apt-get install x", "/etc/nginx/nginx.conf",
            "12:30:45", "don't", "\n", "日");
        var secrets = Gen.Char["ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789"].Array[20, 32]
            .Select(chars => "s9" + new string(chars));

        Gen.Select(words.Array[0, 6], secrets, words.Array[0, 6]).ForAll(
            (before, secret, after) =>
            {
                var text = string.Join(' ', before) + " " + form.Replace("{0}", secret, StringComparison.Ordinal) + string.Join(' ', after);
                Assert.DoesNotContain(secret, s_redactor.Apply(text), StringComparison.Ordinal);
            },
            iter: 500);
    }

    [Fact]
    public void Text_without_anything_to_hide_is_the_same()
    {
        var words = Gen.OneOf(
            "Setting", "up", "nginx", "(1.22.1-9)", "...", "version", "1.2.3", "/etc/nginx.conf:12", "12:30:45", "\n", "PVE::Tools", "exit",
            "code=100", "--yes", "a=b", "don't");

        words.Array[0, 30].Select(array => string.Join(' ', array)).ForAll(text => Assert.Same(text, s_redactor.Apply(text)), iter: 2000);
    }

    /// <summary>What makes a rule look far ahead, or far back, from each of very many places.</summary>
    public static TheoryData<string> HurtfulPieces =>
    [
        "password=", "password='", "password=\"a' ", "password=a\\", "'password=", "\"password: ", "PASS=$(", "PASS=$A", "PASS=`",
        "api_key=/", "api_key=/x ", "--password ", "password ", "password: ",
        "<password>", "token ", "token: ", "key ", "password=a,", "password=a,b", "password=a;b-", "?token=", "password\\\"",
        "Authorization: ", "Cookie:", "::::", "a@", "@a.b", "a%40", "%40", "-----", "-----BEGIN ",
        "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----\n", "eyJ.", "eyJ", "sk-", "sk-1 ",
        "pypi-a", "Bearer ", "Bearer a", "ghp_", "://", "https://", "https://a:b", "https://a:b/",
        "https://a:b@", "mysql -", "mysql ", "mysql -p", "mysql -p'", "curl -u ", "curl -ua", "curl '", "echo ", "echo |", "echo x | ",
        "echo x | y ", "echo 'root:", "root:", "openssl passwd ", "htpasswd -b ", "chpasswd<<<", "<<<",
        "sshpass -p ", "IDENTIFIED ", "IDENTIFIED BY '", "PASSWORD FOR ", "PASSWORD FOR =", "hooks.slack.com/services/", ".com/",
        "12345678:", "1:", "aa:", "aa-", "aaaa.", "pve-host.", "pve-host", "'", "\"", "\\", "\\\"", "$(", " ", "\t",
        "name=\"password\">", "name=\"password\" value=\"", "name=\"password\">a<", "key: password,", "password[", "password[0]=",
        "['password'] = '", "['password']=", "password for a: ", "password for a: b ", "password is '",
        "password is \"\\", "\"password\":[\"a\",", "\"password\":[\"", "\"password\":[ ", "\\\\\\\"", "password=\\\\\\\"", "$6$a", "$6$",
        "a@tcp(", "@tcp(", ":@tcp(", "yes x | ", "vault login ", "kinit <<<", "kinit <<< '",
        "mysqladmin password ", "redis-cli auth is ", ":_authToken ", ":_authToken is ", "?sig=", "TOKENS=", "TOKENS=on ", "tokens=1,",
        "pve-host.a", "pve-host.log", "pve-host.log.", "password: must ", "0.0.0.0:",
        "MT-", "MTaB3dE6gH9jK2mN5pQ8sTa.", "dt0", "!a", "!a=", "-us", "-a1b2c3d4", "8Q~", ".atlasv1.", "00-", "1.2.3.4-1",
        "Version 1.2.3.4 ", "aa:bb:cc:dd:ee:ff:00:11 ",
        "sed s/", "sed s/password/", "sed s/password = /a/ ", "password: |\n", "password:\n  a1\n", "password: |\n  a1\n", "<password>\n",
        "\"password\":\n\"", "key=", "key='", "KEY= ", "key=1,",
        "htpasswd -b ", "htpasswd -b a ", "docker login -p ", "docker login ", "chpasswd <<EOF\n", "chpasswd <<a ", "password is ",
        "password a ", "| password |", "[password] =>", "create_user('",
        "curl \\\n", "curl -u \"a\":", "expect send ", "openssl passwd -in ", "vault kv put a=", "jq --arg pw ", "crudini password ",
        "\"password\";s:1:\"", "password ... ", "password   a", "<password a", "a:/@",
        "echo x \\\n| ", "postgres://a:1/", "amqp://a:/",
        "\n", "=", ":", "-", "A", "a", "1", "é",
    ];

    [Theory, MemberData(nameof(HurtfulPieces))]
    public void A_line_of_a_megabyte_ends_whatever_it_is_made_of(string piece)
    {
        const int half = 500_000;
        var tails = string.Concat(" a'@\"/=:".Select(tail => new string(tail, half / 8)));
        var line = string.Concat(Enumerable.Repeat(piece, half / piece.Length)) + tails;

        // What is looked for at each piece must not be looked through all that follows: a rule that takes quadratic time
        // would take hours.
        Assert.NotEmpty(new Redactor("pve-host.example.org").Apply(line));
    }

    [Fact]
    public void The_longest_word_that_needs_no_rule_is_shorter_than_every_token_of_letters_and_digits()
    {
        var shortest = TokenTable.Forms.Where(IsOfLettersAndDigits).Min(form => Parts(form).Sum(part => part.Length));

        Assert.Equal(Redactor.MaxHarmlessLength, shortest - 1);

        static bool IsOfLettersAndDigits(string form) => Parts(form).All(part => part.Class is null
            ? part.Literal.All(char.IsAsciiLetterOrDigit)
            : part.Class != 'u' && !part.IsPasswordHash);
    }

    [Fact]
    public void A_program_has_no_more_lines_and_words_than_its_state_can_count()
    {
        Assert.All(CommandTable.All, command => Assert.InRange(command.Words.Split(' ').Length, 1, CommandState.MaxLines));
        Assert.All(
            CommandTable.All.GroupBy(command => command.Words.Split(' ')[0]),
            lines => Assert.InRange(lines.Count(), 1, CommandState.MaxLines));
    }

    [Fact]
    public void Every_header_that_grants_access_is_looked_for()
    {
        Assert.All(SecretNames.Headers, header => Assert.True(SecretNames.MayContainHeader($"> {header}: x")));
    }

    private static int Count(string part) =>
        int.Parse(string.Concat(part[1..].TakeWhile(char.IsAsciiDigit)), CultureInfo.InvariantCulture);

    /// <summary>The parts of a form: literals, and classes of characters with the least number of them.</summary>
    private static IEnumerable<(string Literal, char? Class, int Length, bool IsPasswordHash)> Parts(string form)
    {
        foreach (var (index, part) in form.Split('[', ']').Index())
        {
            if (index % 2 == 0)
                yield return (part, null, part.Length, false);
            else
                yield return ("", part[0], Count(part), part.EndsWith('$'));
        }
    }

    private static IReadOnlyList<MasksAttribute> Masks(string name) => [.. Field(name).GetCustomAttributes<MasksAttribute>()];

    private static IReadOnlyList<string> Keeps(string name) => Field(name).GetCustomAttribute<KeepsAttribute>()?.Texts ?? [];

    /// <summary>Where a rule stands in the table, with its examples.</summary>
    private static FieldInfo Field(string name) =>
        typeof(RuleTable).GetFields(BindingFlags.Static | BindingFlags.NonPublic)
            .Single(field => ReferenceEquals(field.GetValue(null), Rule(name)));

    private static Rule Rule(string name) => RuleTable.All.Single(rule => rule.Name == name);
}
