// Every command that is given a secret in a way that its name or place only tells, one a line.

namespace ApiFunc.Redaction;

/// <summary>A command.</summary>
/// <param name="Words">
/// The program and the actions that follow it, with other words between them or without: <c>docker|podman login</c>. A
/// star at the end of one stands for whatever follows. Lines of one program stand together and begin alike.
/// </param>
/// <param name="Arguments">
/// What of its arguments is a secret. Options: <c>-p</c> what is next, <c>-p~</c> what is next or attached, <c>-p+</c>
/// what is attached, <c>-u:</c> what is behind the user in <c>user:secret</c> (so with <c>%</c> and <c>=</c>), <c>--arg@</c>
/// what is behind a secret's name, <c>-C_</c> no secret, but a value. Places: <c>$2</c> the second argument without an
/// option, <c>$*</c> each, <c>$3?b</c> the third if there is an option <c>-b</c>, <c>$1\r</c> the first if it ends with
/// that. <c>word</c> what is behind that word, <c>@</c> what is behind a secret's name, <c>k=</c> what is behind the sign
/// in any, <c>&gt;</c> what begins with that. <c>!</c> nothing behind the first secret belongs to the command.
/// </param>
internal readonly record struct Command(string Words, string Arguments);

internal static class CommandTable
{
    /// <summary>The commands.</summary>
    public static readonly Command[] All =
    [
        // Databases
        new("mysql|mysqldump|mysqlimport|mysqlcheck|mysqlshow|mysqlslap|mysqlpump|mysqlbinlog|mysqlsh|mysql_upgrade|mysql_secure_installation|mysql_tzinfo_to_sql", "-p+"),
        new("mariadb|mariadb-dump|mariadb-import|mariadb-check|mariadb-show|mariadb-slap|mariadb-binlog|mariadb-upgrade|mariadb-secure-installation|mariadb-backup|mariabackup", "-p+"),
        new("mysqladmin|mariadb-admin", "-p+ password"),
        new("mongosh|mongo|mongodump|mongorestore|mongoexport|mongoimport|mongostat|mongotop", "-p"),
        new("redis-cli|valkey-cli|keydb-cli", "-a~ requirepass masterauth >"),
        new("redis-cli|valkey-cli|keydb-cli auth", "$1 $2"),
        new("influx", "-p -t"),
        new("cqlsh|cypher-shell|surreal", "-p"),
        new("neo4j-admin set-initial-password", "$1"),
        new("sqlcmd|bcp", "-P"),
        new("elasticsearch-users|elasticsearch-keystore", "-p"),
        new("gsec", "-pw"),
        new("couchdb", "-a:"),

        // Object stores
        new("mc|mcli alias set", "$4"),
        new("mc|mcli config host add", "$4"),
        new("mc|mcli admin user add", "$3"),
        new("garage key import", "-n_ $2"),
        new("aws configure set", "@"),
        new("rclone config create|update|password", "@"),
        new("rclone obscure", "$1"),

        // Web servers and directories
        new("curl", "-u: -U: --user: --proxy-user:"),
        new("htpasswd|mosquitto_passwd", "-C_ $3?b $2?bn"),
        new("caddy hash-password", "-p --plaintext"),
        new("ldapsearch|ldapadd|ldapmodify|ldapdelete|ldapwhoami", "-w~"),
        new("ldappasswd|slappasswd", "-w~ -s -a"),
        new("samba-tool user create|add", "$2"),
        new("smbclient", "-U% --user% -c_ -I_ -W_ -p_ -m_ -A_ -D_ -t_ -n_ -d_ -l_ -s_ -O_ -i_ -b_ -R_ -T_ $2"),
        new("rpcclient", "-U% --user%"),
        new("net ads|rpc", "-U% --user%"),
        new("net rpc user password", "$2"),

        // Hashes, archives and keys
        new("openssl", "-k -K"),
        new("openssl passwd", "-in_ -salt_ $*"),
        new("mkpasswd", "-m_ -S_ -R_ $1"),
        new("zip|unzip", "-P~"),
        new("7z|7za|7zr|7zz", "-p+"),
        new("rar|unrar", "-p+ -hp+"),
        new("ssh-keygen", "-N -P"),
        new("ansible-vault encrypt_string", "$1"),

        // Users of the system
        new("sshpass", "-p~ !"),
        new("useradd|usermod|groupadd|groupmod", "-p"),
        new("send", "$1\\r"),
        new("wpa_passphrase", "$2"),
        new("nmcli", "@"),
        new("ipmitool", "-P"),
        new("ipmitool user set password", "$2"),
        new("snmpwalk|snmpget|snmpgetnext|snmpset|snmpbulkget|snmpbulkwalk|snmpstatus|snmptable|snmptrap", "-c -A -X"),
        new("net-snmp-create-v3-user|net-snmp-config", "-A -X"),
        new("deluge-console connect", "$3"),
        new("transmission-remote", "-n: --auth:"),
        new("supervisorctl", "-p"),
        new("pihole", "-p"),
        new("pihole setpassword", "$1"),

        // Messages
        new("mosquitto_pub|mosquitto_sub|mosquitto_rr", "-P~"),
        new("rabbitmqctl add_user|change_password|authenticate_user", "-n_ --node_ -p_ $2"),
        new("ejabberdctl register|change_password", "$3"),
        new("prosodyctl register", "$3"),
        new("nats server passwd", "-p"),

        // Networks, containers and runners
        new("netbird up|login", "-k"),
        new("cloudflared service install", "$1"),
        new("ngrok authtoken|add-authtoken", "$1"),
        new("docker|podman|nerdctl|buildah|skopeo|crane|oras login", "-p"),
        new("helm registry login", "-p"),
        new("kubectl|oc create secret", "--from-literal="),
        new("lxc|incus config set", "@"),
        new("gitlab-runner register", "-r"),
        new("consul acl set-agent-token", "$2"),
        new("consul kv put", "@"),
        new("vault|bao login", "$1"),
        new("vault|bao operator unseal", "$1"),
        new("vault|bao kv put|patch", "k="),
        new("gh secret set", "-b --body"),
        new("az login", "-p"),
        new("doctl auth init", "-t"),
        new("cscli bouncers|machines|lapi", "-k -p --key"),
        new("cscli console enroll", "$1"),

        // Applications
        new("crudini", "@"),
        new("grafana-cli|grafana reset-admin-password", "$1"),
        new("gitea|forgejo admin user", "-p"),
        new("lnms user:add", "-p"),
        new("filebrowser users add", "$2"),
        new("superuser upsert|create|update", "$2"),
        new("kimai:user:create", "$4"),
        new("kimai:user:password|fos:user:change-password", "$2"),
        new("occ|artisan|console config:system:set|config:app:set", "@"),
        new("occ|artisan|console user:*|users:*|app:user:*", "-p"),
        new("flask create-user|user|users", "-p"),
        new("wp config set", "@"),
        new("git config", "@"),
        new("lego", "--hmac"),
        new("npm|pnpm|yarn config set", "@"),
        new("composer config github-oauth.*|gitlab-token.*|bearer.*", "$1"),
        new("composer config http-basic.*", "$2"),
        new("jq|yq", "--arg@"),
    ];

    // The names of programs by a hash of them, because every word of a log is looked for: where the first one with a hash
    // stands, and one.
    private const int Buckets = 512; // a power of two
    private static readonly ushort[] s_heads = new ushort[Buckets];
    private static readonly Program[] s_programs = Programs(s_heads);

    /// <summary>The first line of a program, which may stand there with its path; -1 for none.</summary>
    public static int Find(ReadOnlySpan<char> word)
    {
        var name = word[(word.LastIndexOf('/') + 1)..];
        for (int next = name.IsEmpty ? 0 : s_heads[Bucket(name)]; next > 0; next = s_programs[next - 1].Next)
        {
            var program = s_programs[next - 1];
            if (All[program.Row].Words.AsSpan(program.Start, program.Length).SequenceEqual(name))
                return program.Row;
        }

        return -1;
    }

    /// <summary>Whether two lines belong to one program.</summary>
    public static bool BeginAlike(int one, int other) => FirstOf(All[one].Words).SequenceEqual(FirstOf(All[other].Words));

    /// <summary>Whether a word is one of those that a part of a line's words names.</summary>
    public static bool IsOneOf(ReadOnlySpan<char> names, ReadOnlySpan<char> word, StringComparison comparison)
    {
        foreach (var range in names.Split('|'))
        {
            var name = names[range];
            if (name.EndsWith("*") ? word.StartsWith(name[..^1], comparison) : word.Equals(name, comparison))
                return true;
        }

        return false;
    }

    private static ReadOnlySpan<char> FirstOf(ReadOnlySpan<char> words) => words.IndexOf(' ') is > 0 and var end ? words[..end] : words;

    private static Program[] Programs(ushort[] heads)
    {
        var count = 0;
        foreach (var command in All)
            count += FirstOf(command.Words).Count('|') + 1;

        // From the end, so that the first line of a program is found first.
        var programs = new Program[count];
        for (var row = All.Length - 1; row >= 0; row--)
        {
            ReadOnlySpan<char> names = FirstOf(All[row].Words);
            for (var end = names.Length; end > 0;)
            {
                var start = names[..end].LastIndexOf('|') + 1;
                ref var head = ref heads[Bucket(names[start..end])];
                programs[--count] = new Program(row, start, end - start, head);
                head = (ushort)(count + 1);
                end = start - 1;
            }
        }

        return programs;
    }

    private static int Bucket(ReadOnlySpan<char> name) => ((name[0] * 61) + (name[^1] * 7) + name.Length) & (Buckets - 1);

    /// <summary>A program.</summary>
    /// <param name="Row">Its line in the table.</param>
    /// <param name="Start">Where its name stands in the line's words.</param>
    /// <param name="Length">The length of its name.</param>
    /// <param name="Next">Where the next one with the same hash stands, and one; 0 for none.</param>
    private readonly record struct Program(int Row, int Start, int Length, ushort Next);
}

/// <summary>How far a command has come.</summary>
internal struct CommandState
{
    private const int MostLines = 16;

    // From 1 on: nothing is entered where they are 0.
    private readonly int _first;
    private int _line;

    // How many words of each line were there, in four bits each.
    private ulong _depths;
    private int _places;
    private ulong _letters;

    /// <summary>Begins with a program.</summary>
    /// <param name="row">Its first line in the table.</param>
    public CommandState(int row)
    {
        _first = row + 1;
        for (var i = 0; i < MostLines && row + i < CommandTable.All.Length; i++)
        {
            if (CommandTable.BeginAlike(row, row + i) && !CommandTable.All[row + i].Words.Contains(' '))
                _line = row + i + 1;
        }
    }

    /// <summary>Whether there is a program.</summary>
    public readonly bool IsEntered => _first > 0;

    /// <summary>Whether a line of the table is there as a whole.</summary>
    public readonly bool IsComplete => _line > 0;

    /// <summary>Whether the words behind a secret's name are secrets.</summary>
    public readonly bool TakesNames => Has("@");

    /// <summary>Whether values of pairs are secrets.</summary>
    public readonly bool TakesPairs => Has("k=");

    /// <summary>Whether what begins with a sign is a secret.</summary>
    public readonly bool TakesLiteral => Has(">");

    /// <summary>Whether what follows the option is a secret whatever it begins with, and the last thing of the command.</summary>
    public readonly bool TakesAll => Has("!");

    /// <summary>Whether an argument without an option may be a secret still.</summary>
    public readonly bool ExpectsPlace
    {
        get
        {
            foreach (var range in Arguments.Split(' '))
            {
                if (IsPlace(Arguments[range], out var place, out _) && (place == 0 || place > _places))
                    return true;
            }

            return false;
        }
    }

    private readonly ReadOnlySpan<char> Arguments => _line > 0 ? CommandTable.All[_line - 1].Arguments : default;

    /// <summary>Takes a word as the next one of a line. Returns false if no line has it there.</summary>
    public bool Enter(ReadOnlySpan<char> word)
    {
        var isNext = false;
        for (var i = 0; i < MostLines && _first + i <= CommandTable.All.Length; i++)
        {
            var row = _first - 1 + i;
            if (!CommandTable.BeginAlike(_first - 1, row))
                break;

            var depth = (int)(_depths >> (4 * i) & 15) + 1;
            ReadOnlySpan<char> words = CommandTable.All[row].Words;
            var at = 0;
            foreach (var range in words.Split(' '))
            {
                if (at++ != depth || !CommandTable.IsOneOf(words[range], word, StringComparison.OrdinalIgnoreCase))
                    continue;
                isNext = true;
                _depths += 1UL << (4 * i);
                if (range.End.GetOffset(words.Length) == words.Length)
                    (_line, _places, _letters) = (row + 1, 0, 0);
            }
        }

        return isNext;
    }

    /// <summary>Remembers the letters of an option, or of several in one.</summary>
    public void See(ReadOnlySpan<char> option)
    {
        if (option.Length < 2 || option[1] == '-')
            return;
        foreach (var letter in option[1..])
            _letters |= char.IsAsciiLetterLower(letter) ? 1UL << (letter - 'a') : 0;
    }

    /// <summary>Counts an argument without an option, and says whether it is a secret.</summary>
    /// <param name="isSent">Whether it is one only if it ends with what a terminal sends.</param>
    public bool TakePlace(out bool isSent)
    {
        _places++;
        isSent = false;
        foreach (var range in Arguments.Split(' '))
        {
            if (IsPlace(Arguments[range], out var place, out isSent) && (place == 0 || place == _places))
                return true;
        }

        return false;
    }

    /// <summary>Whether a word stands for itself among the arguments.</summary>
    public readonly bool Has(ReadOnlySpan<char> word)
    {
        foreach (var range in Arguments.Split(' '))
        {
            if (Arguments[range].Equals(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>Whether an option makes something a secret, or has a value that is none.</summary>
    /// <param name="option">The word that is it, or holds it.</param>
    /// <param name="length">The length of the option in the word.</param>
    /// <param name="form">How the secret is given, as the table writes it; a blank where it is what is next.</param>
    public readonly bool TakesSecret(ReadOnlySpan<char> option, out int length, out char form)
    {
        (length, form) = (0, ' ');
        foreach (var range in Arguments.Split(' '))
        {
            var argument = Arguments[range];
            if (argument.IsEmpty || argument[0] != '-')
                continue;

            form = argument[^1] is ':' or '%' or '=' or '@' or '_' or '+' or '~' ? argument[^1] : ' ';
            var name = form == ' ' ? argument : argument[..^1];
            length = name.Length;
            var isShort = name[1] != '-';
            if (option.SequenceEqual(name))
                return true;
            if (form == ':' && isShort && option[^1] == name[1] && option[1] != '-' && !option[1..].ContainsAnyExceptInRange('A', 'z'))
            {
                length = option.Length;
                return true;
            }

            if (option.StartsWith(name) && (isShort ? form is ':' or '%' or '+' or '~' : option[name.Length] == '='))
                return true;
        }

        return false;
    }

    private readonly bool IsPlace(ReadOnlySpan<char> argument, out int place, out bool isSent)
    {
        (place, isSent) = (0, false);
        if (argument.Length < 2 || argument[0] != '$')
            return false;

        place = argument[1] == '*' ? 0 : argument[1] - '0';
        isSent = argument[^1] == 'r';
        if (argument.Length < 4 || argument[2] != '?')
            return true;

        foreach (var letter in argument[3..])
        {
            if ((_letters >> (letter - 'a') & 1) == 0)
                return false;
        }

        return true;
    }
}
