// Commands that are given a secret in a way that only their name tells, one on each line.

namespace ApiFunc.Redaction;

/// <summary>A command, and which of its arguments are secrets.</summary>
/// <param name="Words">
/// The program and the actions after it, with other words between them or without: <c>docker|podman login</c>. A star at the
/// end of a word stands for anything. The lines of one program stand together and begin alike.
/// </param>
/// <param name="Arguments">The arguments, in the notation that <see cref="CommandTable"/> explains.</param>
internal readonly record struct Command(string Words, string Arguments);

internal static class CommandTable
{
    // Options:
    //   -p       the argument after it is a secret     -p~   the same, or what is attached     -p+  only what is attached
    //   -u:      what follows the user in user:secret; the same with % and =
    //   --arg@   what follows a secret's name
    //   -C_      no secret, but the option has a value
    // Positional arguments:
    //   $2       the second one     $*  every one     $3?b  the third one, if there is an option -b
    //   $1\r     the first one, if it ends with \r or \n
    // Others:
    //   word     what follows this word     @  what follows a secret's name     k=  the value of every name=value
    //   >        what is attached to this sign     !  the first secret is the last argument of the command

    /// <summary>The commands.</summary>
    public static readonly Command[] All =
    [
        // Databases
        new(
            "mysql|mysqldump|mysqlimport|mysqlcheck|mysqlshow|mysqlslap|mysqlpump|mysqlbinlog|mysqlsh|mysql_upgrade|"
                + "mysql_secure_installation|mysql_tzinfo_to_sql",
            "-p+"),
        new(
            "mariadb|mariadb-dump|mariadb-import|mariadb-check|mariadb-show|mariadb-slap|mariadb-binlog|mariadb-upgrade|"
                + "mariadb-secure-installation|mariadb-backup|mariabackup",
            "-p+"),
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

    // The names of programs, chained by a hash, because every word of a log is looked up. The first program of each chain and
    // the next one after each program are indices in s_programs and one; 0 ends a chain.
    private const int Buckets = 512; // a power of two
    private static readonly ushort[] s_first = new ushort[Buckets];
    private static readonly Program[] s_programs = ChainPrograms();

    /// <summary>The first line of a program, which may have its path before it; -1 for none.</summary>
    public static int Find(ReadOnlySpan<char> word)
    {
        var name = word[(word.LastIndexOf('/') + 1)..];
        for (int next = name.IsEmpty ? 0 : s_first[Bucket(name)]; next > 0; next = s_programs[next - 1].Next)
        {
            var program = s_programs[next - 1];
            if (All[program.Line].Words.AsSpan(program.Start, program.Length).SequenceEqual(name))
                return program.Line;
        }

        return -1;
    }

    /// <summary>Whether two lines belong to one program.</summary>
    public static bool IsSameProgram(int line, int other) => FirstWord(All[line].Words).SequenceEqual(FirstWord(All[other].Words));

    /// <summary>Whether a word is one of the alternatives at its place in a line.</summary>
    public static bool IsOneOf(ReadOnlySpan<char> alternatives, ReadOnlySpan<char> word)
    {
        foreach (var range in alternatives.Split('|'))
        {
            var name = alternatives[range];
            if (name.EndsWith("*")
                ? word.StartsWith(name[..^1], StringComparison.OrdinalIgnoreCase)
                : word.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<char> FirstWord(ReadOnlySpan<char> words) => words.IndexOf(' ') is > 0 and var end ? words[..end] : words;

    private static Program[] ChainPrograms()
    {
        var count = 0;
        foreach (var command in All)
            count += FirstWord(command.Words).Count('|') + 1;

        // From the end, so that the first line of a program comes first.
        var programs = new Program[count];
        for (var line = All.Length - 1; line >= 0; line--)
        {
            ReadOnlySpan<char> names = FirstWord(All[line].Words);
            for (var end = names.Length; end > 0;)
            {
                var start = names[..end].LastIndexOf('|') + 1;
                ref var first = ref s_first[Bucket(names[start..end])];
                programs[--count] = new Program(line, start, end - start, first);
                first = (ushort)(count + 1);
                end = start - 1;
            }
        }

        return programs;
    }

    private static int Bucket(ReadOnlySpan<char> name) => ((name[0] * 61) + (name[^1] * 7) + name.Length) & (Buckets - 1);

    /// <summary>A program.</summary>
    /// <param name="Line">Its first line in the table.</param>
    /// <param name="Start">Where its name begins in the words of that line.</param>
    /// <param name="Length">The length of its name.</param>
    /// <param name="Next">The next program of the chain.</param>
    private readonly record struct Program(int Line, int Start, int Length, ushort Next);
}
