// Secrets that only the command tells which they are given to: mysql -px, curl -u user:x, echo root:x | chpasswd.

using System.Buffers;

namespace ApiFunc.Privacy;

internal static class Commands
{
    // Wherever none of these occurs, there is nothing to do.
    private static readonly string[] Hints = ["mysql", "maria", "pass", "curl", "-cli", "ldap", "mosquitto", "smbclient", "rabbitmqctl", "openssl", "zip", "ipmitool", "root:", "vault", "kinit", "--with-token", "--stdin", "cryptsetup"];

    // What may follow `<<<` or a pipe and reads a password.
    private static readonly string[] ReadersOfPasswords = ["chpasswd", "passwd", "smbpasswd", "--password-stdin", "--stdin", "--with-token", "cryptsetup", "kinit"];

    // What stands behind "vault login" in sentences about it.
    private static readonly string[] AboutLogins = ["failed", "page", "screen", "form", "prompt", "url", "successful", "success", "error", "command", "method", "token", "timeout", "timed"];

    private static readonly string[] MySqlClients =
    [
        "mysql", "mysqldump", "mysqladmin", "mysqlimport", "mysqlcheck", "mysqlshow", "mysqlslap", "mysqlpump", "mysqlbinlog", "mysqlsh", "mysql_upgrade",
        "mysql_secure_installation", "mysql_tzinfo_to_sql", "mariadb", "mariadb-dump", "mariadb-admin", "mariadb-import", "mariadb-check", "mariadb-show",
        "mariadb-slap", "mariadb-binlog", "mariadb-upgrade", "mariadb-secure-installation", "mariadb-backup", "mariabackup",
    ];

    private static readonly SearchValues<char> PipesAndLines = SearchValues.Create("|\n");

    /// <summary>What a command makes of its arguments.</summary>
    private enum Tool
    {
        None,
        MySql,
        MySqlAdmin,
        SshPass,
        Curl,
        OptionA,
        OptionW,
        OptionP,
        User,
        OpenSsl,
        OpenSslPassword,
        OptionK,
        HtPasswd,
        RabbitMq,
        RabbitMqUser,
        Vault,
        VaultLogin,
        Reader,
    }

    /// <summary>Masks such arguments.</summary>
    public static void Mask(string text, Edits edits)
    {
        if (!Array.Exists(Hints, hint => text.Contains(hint, StringComparison.OrdinalIgnoreCase)))
            return;

        var run = new Run(text, edits);
        for (var at = 0; at < text.Length;)
            at = run.Step(at);
    }

    /// <summary>One way through the words of a text.</summary>
    private sealed class Run(string text, Edits edits)
    {
        private Ahead _pipes = new(text, PipesAndLines);
        private Tool _tool;
        private char _quote;
        private bool _isNext;
        private int _words;
        private bool _takesArgument;
        private bool _printsName;
        private bool _readsSecret;

        /// <summary>Looks at what begins at a position. Returns where to go on.</summary>
        public int Step(int at)
        {
            var c = text[at];
            if (c is '\n' && (at == 0 || text[at - 1] != '\\'))
                return Enter(Tool.None, at + 1);
            if (char.IsWhiteSpace(c) || c == '\\')
                return at + 1;
            if (c is '|' or ';' or '&' or '(' or ')' or '`')
                return _quote == '\0' ? Enter(Tool.None, at + 1) : at + 1;
            if (c == '<')
                return HereString(at);
            if (_isNext || _takesArgument)
                return Argument(at);

            if (Values.IsQuote(c))
            {
                // Behind a word, and in front of none: what closes here was opened in front of the command.
                if (_quote == '\0' && _tool != Tool.None && !char.IsWhiteSpace(text[at - 1]) && !Values.IsOpeningQuote(text, at))
                    return Enter(Tool.None, at + 1);
                _quote = _quote == c ? '\0' : _quote == '\0' ? c : _quote;
                return at + 1;
            }

            var end = EndOfBareWord(at);
            var word = text.AsSpan(at, end - at);
            if (_tool != Tool.OpenSsl && ToolOf(word) is var tool and not Tool.None)
                return Enter(tool, end);
            if (word is "echo" or "printf" || (word is "yes" && _tool == Tool.None))
                return Print(end);
            if (Values.IsOneOf(word, ReadersOfPasswords))
                _readsSecret = true;
            if (_printsName && word.StartsWith("root:") && word.Length > 5 && !Values.IsReference(word[5..]))
                edits.Replace(at + 5, Values.EndOfWord(text, at + 5));
            return Word(word, at, end);
        }

        private int Enter(Tool tool, int at)
        {
            (_tool, _quote, _words) = (tool, '\0', 0);
            (_isNext, _takesArgument, _printsName, _readsSecret) = (false, false, false, false);
            return at;
        }

        /// <summary>A word behind the command: an option that names a secret, or the secret itself.</summary>
        private int Word(ReadOnlySpan<char> word, int at, int end)
        {
            var isOption = word[0] == '-';
            switch (_tool)
            {
                case Tool.MySql or Tool.MySqlAdmin or Tool.SshPass when word.StartsWith("-p") && (word.Length > 2 || Values.IsOpeningQuote(text, end)):
                    return MaskFrom(at + 2);
                case Tool.SshPass when word is "-p":
                case Tool.OptionA when word is "-a" or "AUTH" or "auth":
                case Tool.MySqlAdmin when word is "password":
                case Tool.OptionW when word is "-w":
                case Tool.OptionP when word is "-P":
                case Tool.OptionK when word is "-k" or "-K":
                    _takesArgument = true;
                    break;
                case Tool.OptionW when word.StartsWith("-w") && word.Length > 2:
                case Tool.OptionA when word.StartsWith("-a") && word.Length > 2:
                    return MaskFrom(at + 2);
                case Tool.Curl when word is "--user" or "--proxy-user" || (isOption && word[^1] is 'u' or 'U' && IsCluster(word)):
                case Tool.User when word is "-U" or "--user":
                    _isNext = true;
                    break;
                case Tool.Curl when word.StartsWith("--user=") || word.StartsWith("--proxy-user="):
                    return MaskUser(at + word.IndexOf('=') + 1, ':');
                case Tool.Curl when word.Length > 2 && (word.StartsWith("-u") || word.StartsWith("-U")):
                    return MaskUser(at + 2, ':');
                case Tool.OpenSsl:
                    _tool = word is "passwd" ? Tool.OpenSslPassword : Tool.OptionK;
                    break;
                case Tool.Vault when !isOption:
                    _tool = word is "login" ? Tool.VaultLogin : Tool.None;
                    break;
                case Tool.VaultLogin when !isOption:
                    _tool = Tool.None;
                    return word.Contains('=') || Values.IsProse(word) || Values.IsOneOf(word.TrimEnd(".,:;!"), AboutLogins) ? end : MaskFrom(at);
                case Tool.OpenSslPassword when word is "-in" or "-salt":
                    return Values.EndOfWord(text, Values.SkipBlanks(text, end));
                case Tool.OpenSslPassword when !isOption:
                    return MaskFrom(at);
                case Tool.HtPasswd when isOption:
                    // -b: the password is an argument; -n: there is no file in front of the user.
                    _words = word.Contains('b') ? word.Contains('n') ? 2 : 3 : _words;
                    break;
                case Tool.HtPasswd or Tool.RabbitMqUser when _words > 0:
                    _takesArgument = --_words == 1;
                    return Values.EndOfWord(text, at);
                case Tool.RabbitMq when word is "add_user" or "change_password" or "authenticate_user":
                    (_tool, _words) = (Tool.RabbitMqUser, 2);
                    break;
            }

            return end;
        }

        /// <summary>What an option in front, or the place, makes a secret.</summary>
        private int Argument(int at)
        {
            var isUser = _isNext;
            (_isNext, _takesArgument) = (false, false);
            if (isUser)
                return MaskUser(at, _tool == Tool.User ? '%' : ':');
            if (_tool == Tool.HtPasswd || _tool == Tool.RabbitMqUser)
                _words = 0;
            // A quote may close what is around the command; and sentences have the words of commands, too.
            if (Values.LengthOfQuote(text, at) > 0 ? _tool == Tool.MySqlAdmin && !Values.IsOpeningQuote(text, at) : IsSaid(at))
                return at + 1;
            return text[at] == '-' && _tool != Tool.SshPass ? at + 1 : MaskFrom(at);
        }

        /// <summary>Whether a word goes on with a sentence, where a word without a hyphen has announced it.</summary>
        private bool IsSaid(int at) => (_tool == Tool.MySqlAdmin || (_tool == Tool.OptionA && text[at - 1] == ' ')) && Values.IsProse(text.AsSpan(at, EndOfBareWord(at) - at));

        private int MaskFrom(int at)
        {
            var (start, end, next) = Content(at);
            if (end > start && !Values.IsReference(text.AsSpan(start, end - start)))
                edits.Replace(start, end);
            if (_tool == Tool.SshPass)
                Enter(Tool.None, at);
            return next;
        }

        /// <summary>Masks what stands behind the user; the user where nothing does, which is a token then.</summary>
        private int MaskUser(int at, char separator)
        {
            var (start, end, next) = Content(at);
            var user = text.AsSpan(start, end - start);
            var behind = user.IndexOf(separator);
            if (behind >= 0)
            {
                var password = user[(behind + 1)..];
                if (password.IsEmpty && !Values.IsReference(user[..behind]))
                    edits.Replace(start, start + behind);
                else if (!Values.IsReference(password))
                    edits.Replace(start + behind + 1, end);
            }

            return next;
        }

        /// <summary>Where a word is, without its quotes, and the position behind it.</summary>
        private (int Start, int End, int Next) Content(int at)
        {
            if (!Values.TryQuoted(text, at, out var start, out var end))
            {
                end = Values.EndOfWord(text, at);
                return (at, end, Math.Max(end, at + 1));
            }

            var next = Math.Min(end + start - at, text.Length);
            if (end < text.Length && text[end] is '\r' or '\n')
                next = end;
            if (!Values.GoesOnInWord(text, next))
                return (start, end, next);

            end = Values.EndOfWord(text, next);
            return (at, end, end);
        }

        /// <summary>What is printed into a program that reads passwords is one.</summary>
        private int Print(int at)
        {
            Enter(Tool.None, at);
            _printsName = true;
            var pipe = _pipes.From(at);
            if (pipe >= text.Length || text[pipe] != '|' || ReaderBehind(ref pipe) is not { } reader)
                return at;

            var first = true;
            for (at = Values.SkipBlanks(text, at); at < pipe; at = Values.SkipBlanks(text, at))
            {
                var (start, end, next) = Content(at);
                end = Math.Min(end, pipe);
                if (start < end && (text[start] != '-' || !first))
                    MaskPrinted(start, end, reader);
                first = first && text[at] == '-';
                at = next;
            }

            return pipe;
        }

        private void MaskPrinted(int start, int end, string reader)
        {
            var printed = text.AsSpan(start, end - start);
            if (Values.IsReference(printed) || printed is "%s" or "%s\\n" or "%s:%s" or "%s:%s\\n" or "%s\\n%s\\n")
                return;

            // chpasswd reads user:password.
            var colon = reader == "chpasswd" ? printed.IndexOf(':') : -1;
            if (colon < 0 || !Values.IsReference(printed[(colon + 1)..]))
                edits.Replace(start + colon + 1, end);
        }

        /// <summary>
        /// The program behind a pipe that reads passwords, if it is one; a few words say what it is run with. A pipe in
        /// front may have been none, but a character that is printed.
        /// </summary>
        private string? ReaderBehind(ref int pipe)
        {
            const int farthest = 160;
            var at = pipe + 1;
            var stop = Math.Min(text.Length, at + farthest);
            for (var lastPipe = pipe; at < stop && text[at] is not ('\n' or ';'); at++)
            {
                if (text[at] == '|')
                    lastPipe = at;
                var end = at;
                while (end < stop && !char.IsWhiteSpace(text[end]) && text[end] is not ('|' or ';' or '"' or '\''))
                    end++;
                var word = text.AsSpan(at, end - at);
                foreach (var reader in ReadersOfPasswords)
                {
                    if (!word.EndsWith(reader, StringComparison.Ordinal) || (word.Length > reader.Length && !word[..^reader.Length].EndsWith("bin/")))
                        continue;
                    pipe = lastPipe;
                    return reader;
                }

                at = Math.Max(at, end - 1);
            }

            return null;
        }

        private int HereString(int at)
        {
            if (string.CompareOrdinal(text, at, "<<<", 0, 3) != 0)
                return at + 1;

            at = Values.SkipBlanks(text, at + 3);
            if ((_tool != Tool.Reader && !_readsSecret) || at >= text.Length)
                return at;

            var (start, end, next) = Content(at);
            if (start < end)
                MaskPrinted(start, end, _tool == Tool.Reader ? "chpasswd" : "");
            return next;
        }

        private int EndOfBareWord(int at)
        {
            var end = at;
            while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] is not ('|' or ';' or '&' or '(' or ')' or '`' or '<' or '"' or '\'' or '\\'))
                end++;
            return Math.Max(end, at + 1);
        }

        private static bool IsCluster(ReadOnlySpan<char> word) => word.Length > 1 && word[1] != '-' && !word[1..].ContainsAnyExceptInRange('A', 'z');

        private static Tool ToolOf(ReadOnlySpan<char> word)
        {
            var name = word[(word.LastIndexOf('/') + 1)..];
            if (name.StartsWith("mysql") || name.StartsWith("maria"))
                return name is "mysqladmin" or "mariadb-admin" ? Tool.MySqlAdmin : Values.IsOneOf(name, MySqlClients) ? Tool.MySql : Tool.None;
            return name switch
            {
                "sshpass" => Tool.SshPass,
                "curl" => Tool.Curl,
                "redis-cli" or "valkey-cli" or "keydb-cli" => Tool.OptionA,
                "ldapsearch" or "ldapadd" or "ldapmodify" or "ldapdelete" or "ldappasswd" or "ldapwhoami" => Tool.OptionW,
                "mosquitto_pub" or "mosquitto_sub" or "zip" or "unzip" or "ipmitool" => Tool.OptionP,
                "smbclient" or "rpcclient" => Tool.User,
                "openssl" => Tool.OpenSsl,
                "htpasswd" or "mosquitto_passwd" => Tool.HtPasswd,
                "rabbitmqctl" => Tool.RabbitMq,
                "vault" => Tool.Vault,
                "chpasswd" or "passwd" or "smbpasswd" => Tool.Reader,
                _ => Tool.None,
            };
        }
    }
}
