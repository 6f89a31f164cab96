// Every rule of what is masked, with examples of what it masks and what it leaves, in the order in which they are applied.
// The kinds of tokens are in TokenTable.cs, the programs that take passwords in CommandTable.cs.

namespace ApiFunc.Redaction;

internal static class RuleTable
{
    // The examples put their tokens together from these, so that no scanner for secrets finds one here.
    private const string Random20 = "aB3dE6gH9jK2mN5pQ8sT";
    private const string Random40 = Random20 + Random20;
    private const string Hex32 = "a1b2c3d4e5f60718293a4b5c6d7e8f90";
    private const string Uuid = "5c5b0a0e-1c5a-4b56-9d0c-6f1d8f0d9a11";
    private const string Line64 = Random40 + Random20 + "+/1x";

    [Masks(
        $"-----BEGIN RSA PRIVATE KEY-----\n{Line64}\n{Line64}\nQw==\n-----END RSA PRIVATE KEY-----\nnext",
        "-----BEGIN RSA PRIVATE KEY-----\n***\n***\n***\n-----END RSA PRIVATE KEY-----\nnext")]
    [Masks(
        $"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n{Line64}",
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n***")]
    [Masks(
        $"  key: |\n    -----BEGIN OPENSSH PRIVATE KEY-----\n    {Line64}\nport: 22",
        "  key: |\n    -----BEGIN OPENSSH PRIVATE KEY-----\n    ***\nport: 22")]
    [Masks(
        $"12:30:00 -----BEGIN PRIVATE KEY-----\n12:30:00 {Line64}\n12:30:00 Qw==\n12:30:01 done with it",
        "12:30:00 -----BEGIN PRIVATE KEY-----\n12:30:00 ***\n12:30:00 ***\n12:30:01 done with it")]
    [Masks($"{Line64}\r\nQw==\r\n-----END PRIVATE KEY-----\r\nnext", "***\r\n***\r\n-----END PRIVATE KEY-----\r\nnext")]
    [Masks(
        $"{{\"x\":\"-----BEGIN PRIVATE KEY-----\\n{Line64}\\n-----END PRIVATE KEY-----\\n\"}}",
        "{\"x\":\"-----BEGIN PRIVATE KEY-----\\n***\\n-----END PRIVATE KEY-----\\n\"}")]
    [Keeps(
        "-----BEGIN CERTIFICATE-----", "-----BEGIN PUBLIC KEY-----\nnext", "grep -q '-----BEGIN RSA PRIVATE KEY-----' id_rsa\nnext",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "/usr/local/lib/python3/dist/packages/Some/Very/Long/Path/To/a/Module",
        "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
        "----- done -----", "-----BEGIN of a section-----")]
    private static readonly Rule s_privateKeys = new(PrivateKeys.Name, PrivateKeys.Mask);

    [Masks("https://user:hunter2@example.com/x", "https://***@example.com/x")]
    [Masks("https://hunter2hunter2@github.com/owner/repo", "https://***@github.com/owner/repo")]
    [Masks("postgres://app:p/w?x@localhost:5432/db", "postgres://***@localhost:5432/db")]
    [Masks("amqp://app:/x@h/y postgres://u:12/x@h:5432/d smtp://u@a.b:/x@h", "amqp://***@h/y postgres://***@h:5432/d smtp://***@h")]
    [Masks("redis://:hunter2@localhost:6379/0", "redis://***@localhost:6379/0")]
    [Masks("ftp://a:b@c@host/x amqp://u:p@mq:5672", "ftp://***@host/x amqp://***@mq:5672")]
    [Masks("ssh://root:hunter2@host", "ssh://***@host")]
    [Keeps(
        "https://registry.npmjs.org/@angular/core", "ssh://git@github.com/owner/repo.git", "http://localhost:8080/x@y",
        "https://example.com:8443/a?b=c@d", "http://:8080/x@y", "postgres://$DB_USER:$DB_PASS@localhost/db",
        "git@github.com:owner/repo", "file:///etc/x", "://@", "https://host/a:b/@c")]
    private static readonly Rule s_usersInUrls = new("users in URLs", UrlCredentials.Mask);

    [Masks(
        "dsn=u:x:y@tcp(localhost:3306)/db \"root:p/w@unix(/run/mysqld.sock)/\"",
        "dsn=u:***@tcp(localhost:3306)/db \"root:***@unix(/run/mysqld.sock)/\"")]
    [Keeps("%s:%s@tcp(%s)/%s", "$U:$P@tcp(localhost)/db", "u@tcp(localhost)/db", "dial tcp (localhost): x")]
    private static readonly Rule s_dataSourceNames = new("data source names", UrlCredentials.MaskDataSourceNames);

    [Masks("https://hooks.slack.com/services/T000/B000/xyz", "https://hooks.slack.com/services/***")]
    [Masks("curl 'https://discord.com/api/webhooks/1234/abc-def' -d x", "curl 'https://discord.com/api/webhooks/***' -d x")]
    [Keeps(
        "https://discord.com/invite/x", "https://hooks.slack.com/", "https://docs.example.com/webhooks/setup",
        "chat.googleapis.com/v1/status")]
    private static readonly Rule s_webhooks = new("webhooks", UrlCredentials.MaskWebhooks);

    [Masks("Authorization: Bearer abcdef", "Authorization: Bearer ***")]
    [Masks("curl -H 'Authorization: Basic dXNlcjpwYXNz' https://x", "curl -H 'Authorization: Basic ***' https://x")]
    [Masks("curl -H \"Authorization: token abc def\" -s", "curl -H \"Authorization: token ***\" -s")]
    [Masks("> authorization: hunter2", "> authorization: ***")]
    [Masks("{\"Authorization\": \"Bearer abc\"}", "{\"Authorization\": \"Bearer ***\"}")]
    [Masks("Cookie: session=abc; id=def", "Cookie: ***")]
    [Masks("Set-Cookie: abc def\nnext", "Set-Cookie: ***\nnext")]
    [Masks("Proxy-Authorization: Basic dTpw", "Proxy-Authorization: Basic ***")]
    [Keeps(
        "Authorization required", "401 Unauthorized: no", "no cookie was sent", "Authorization::Policy", "CookieJar: empty",
        "Authorization:")]
    private static readonly Rule s_headers = new("headers", KeyValueScanner.MaskHeaders);

    [Masks("--password=x --password y --pass 'a b' end", "--password=*** --password *** --pass '***' end")]
    [Masks("--token x; --secret=\"a b\" --api-key k", "--token ***; --secret=\"***\" --api-key ***")]
    [Masks("wget --http-password hunter2 --user u", "wget --http-password *** --user u")]
    [Masks("PGPASSWORD=hunter2 psql -h x", "PGPASSWORD=*** psql -h x")]
    [Masks(
        "export DB_PASS=a MYSQL_PWD=b GH_TOKEN=c APP_SECRET='d e' LDAP_BIND_PW=f",
        "export DB_PASS=*** MYSQL_PWD=*** GH_TOKEN=*** APP_SECRET='***' LDAP_BIND_PW=***")]
    [Masks(
        "docker run -e MYSQL_ROOT_PASSWORD=a -e \"ADMIN_PASSWORD=b c\" img",
        "docker run -e MYSQL_ROOT_PASSWORD=*** -e \"ADMIN_PASSWORD=***\" img")]
    [Masks("APP_KEY=base64:abc= ENCRYPTION_KEY=x LDAP_ENC_KEY=y", "APP_KEY=*** ENCRYPTION_KEY=*** LDAP_ENC_KEY=***")]
    [Masks("password=\"a b\" password='c d'", "password=\"***\" password='***'")]
    [Masks("password=a'b c'd\"e f\"g next", "password=*** next")]
    [Masks("password='a'\\''b' next", "password=*** next")]
    [Masks(
        "{\"password\": \"a \\\" b\", \"user\": \"c\", \"pin_token\":12345}",
        "{\"password\": \"***\", \"user\": \"c\", \"pin_token\":***}")]
    [Masks("-d \"{\\\"password\\\":\\\"a b\\\",\\\"x\\\":1}\"", "-d \"{\\\"password\\\":\\\"***\\\",\\\"x\\\":1}\"")]
    [Masks("password: correct horse\nuser: x", "password: ***\nuser: x")]
    [Masks("  db_password = a b\n", "  db_password = ***\n")]
    [Masks("Generated password: hunter2 (change it)", "Generated password: *** (change it)")]
    [Masks("password: must-have", "password: ***")]
    [Masks("a pass=4711 --pass=12 ?pass=12&", "a pass=*** --pass=*** ?pass=***&")]
    [Masks("Your admin password is: hunter2", "Your admin password is: ***")]
    [Masks("api_key: x", "api_key: ***")]
    [Masks("API Key: abc123", "API Key: ***")]
    [Masks("X-Api-Key: abc", "X-Api-Key: ***")]
    [Masks("curl -H 'PRIVATE-TOKEN: abc' -H \"X-Auth-Token: a b\" url", "curl -H 'PRIVATE-TOKEN: ***' -H \"X-Auth-Token: ***\" url")]
    [Masks(
        "https://x/?token=a&api_key=b&page=2 GET /x?access_token=c#top",
        "https://x/?token=***&api_key=***&page=2 GET /x?access_token=***#top")]
    [Masks("user=u,password=p,vers=3", "user=u,password=***,vers=3")]
    [Masks("PrivateKey = yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=", "PrivateKey = ***")]
    [Masks("PrivateKey = /Anz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=", "PrivateKey = ***")]
    [Masks("<ApiKey>abc</ApiKey><password>x y</password>", "<ApiKey>***</ApiKey><password>***</password>")]
    [Masks("define('DB_PASSWORD', 'x y');", "define('DB_PASSWORD', '***');")]
    [Masks("'password' => 'x',", "'password' => '***',")]
    [Masks("ALTER USER postgres WITH PASSWORD 'x y';", "ALTER USER postgres WITH PASSWORD '***';")]
    [Masks("SET PASSWORD = PASSWORD('x')", "SET PASSWORD = ***)")]
    [Masks("openssl enc -passin pass:hunter2 -in x", "openssl enc -passin pass:*** -in x")]
    [Masks("requirepass hunter2", "requirepass ***")]
    [Masks("mysql-server mysql-server/root_password password hunter2", "mysql-server mysql-server/root_password password ***")]
    [Masks("machine example.com login u password hunter2", "machine example.com login u password ***")]
    [Masks("psql -c \"ALTER USER x PASSWORD \\\"a b\\\"\"", "psql -c \"ALTER USER x PASSWORD \\\"***\\\"\"")]
    [Masks("psql -c \"CREATE USER x WITH PASSWORD 'x'\"", "psql -c \"CREATE USER x WITH PASSWORD '***'\"")]
    [Masks("if [ \"$PASSWORD\" = \"x\" ]; then", "if [ \"$PASSWORD\" = \"***\" ]; then")]
    [Masks("\"password\": [ \"x\" ], SECRET_KEY_BASE=x", "\"password\": [ \"***\" ], SECRET_KEY_BASE=***")]
    [Masks("//registry.npmjs.org/:_authToken=abc", "//registry.npmjs.org/:_authToken=***")]
    [Masks("[Service]\nEnvironment=\"SECRET=a b\"", "[Service]\nEnvironment=\"SECRET=***\"")]
    [Masks(
        "$config['db_pass'] = 'a b'; $cfg['Servers'][$i]['password'] = 'x'; $CONFIG[\"dbpassword\"] = \"x\";",
        "$config['db_pass'] = '***'; $cfg['Servers'][$i]['password'] = '***'; $CONFIG[\"dbpassword\"] = \"***\";")]
    [Masks("password[0]=x PASS[$i]=\"a b\"", "password[0]=*** PASS[$i]=\"***\"")]
    [Masks("SSHPASS=x sshpass -e ssh host", "SSHPASS=*** sshpass -e ssh host")]
    [Masks(
        "define(\\\"PASS\\\",\\\"a b\\\"); define(\\\\\\\"PASS\\\\\\\",\\\\\\\"a b\\\\\\\")",
        "define(\\\"PASS\\\",\\\"***\\\"); define(\\\\\\\"PASS\\\\\\\",\\\\\\\"***\\\\\\\")")]
    [Masks("{\\\"password\\\":\\\"a\\\\\\\"b c\\\",\\\"x\\\":1}", "{\\\"password\\\":\\\"***\\\",\\\"x\\\":1}")]
    [Masks("{\"password\":[\"x1\",\"x2\" , \"a b\"],\"user\":[\"c\"]}", "{\"password\":[\"***\",\"***\" , \"***\"],\"user\":[\"c\"]}")]
    [Masks(
        "<add key=\"ApiKey\" value=\"a b\"/><string name=\"password\">x</string><input name='password' value='x'>",
        "<add key=\"ApiKey\" value=\"***\"/><string name=\"password\">***</string><input name='password' value='***'>")]
    [Masks(
        "{name: DB_PASS, value: x} {\"name\":\"DB_PASS\",\"value\":\"x\"}",
        "{name: DB_PASS, value: ***} {\"name\":\"DB_PASS\",\"value\":\"***\"}")]
    [Masks("- name: DB_PASS\n  value: x\n- name: B\n", "- name: DB_PASS\n  value: ***\n- name: B\n")]
    [Masks(
        "DBPW=x USERPW=x ROOTPWD=x ADMINPWD=x GH_PAT=x GITHUB_PAT=x SECRET_ID=x",
        "DBPW=*** USERPW=*** ROOTPWD=*** ADMINPWD=*** GH_PAT=*** GITHUB_PAT=*** SECRET_ID=***")]
    [Masks(
        "API_KEYS=x TOKENS=a,b PASSWORDS='a b' AUTH_SALT=x CREDENTIALS=u:x BASIC_AUTH=u:x",
        "API_KEYS=*** TOKENS=*** PASSWORDS='***' AUTH_SALT=*** CREDENTIALS=*** BASIC_AUTH=***")]
    [Masks("signing_key=x signingKey=x {\"signingKey\":\"x\"}", "signing_key=*** signingKey=*** {\"signingKey\":\"***\"}")]
    [Masks(
        "Password for admin: x\nNew password for admin: x (change it)",
        "Password for admin: ***\nNew password for admin: *** (change it)")]
    [Masks("Admin password is 'kA9sLq2'.", "Admin password is '***'.")]
    [Masks("npm config set //r/:_authToken x", "npm config set //r/:_authToken ***")]
    [Masks("netbird up --setup-key x", "netbird up --setup-key ***")]
    [Masks("https://x/?sig=a%2Fb&X-Amz-Signature=x&y=z", "https://x/?sig=***&X-Amz-Signature=***&y=z")]
    [Masks("app --db-password \\\"x\\\" --pass \\'a b\\'", "app --db-password \\\"***\\\" --pass \\'***\\'")]
    [Masks("sed -i \"s/^db_password = .*/db_password = x/\" c", "sed -i \"s/^db_password = .*/db_password = ***/\" c")]
    [Masks("sed -i 's/# requirepass foobared/requirepass x/' c", "sed -i 's/# requirepass ***/requirepass ***/' c")]
    [Masks("A temporary password is generated for root@localhost: kJ3.x!a9Qw", "A temporary password is generated for root@localhost: ***")]
    [Masks(
        "password for the built-in superuser is : k3Lm9QwX2\nUnseal Key 1: x",
        "password for the built-in superuser is : ***\nUnseal Key 1: ***")]
    [Masks("created user a with password k3Lm9QwX2. Next", "created user a with password ***. Next")]
    [Masks("│ value        │ 2d1e2c22-9f3a-4a55-8e1c-0f3c5d7a9b11 │", "│ value        │ *** │")]
    [Masks(
        "    [password] => x\n[\"password\"]=> string(1) \"x\" s:8:\"password\";s:1:\"x\";",
        "    [password] => ***\n[\"password\"]=> string(1) \"***\" s:8:\"password\";s:1:\"***\";")]
    [Masks(
        "| password | x1 |\nDB_PASSWORD      k3Lm9QwX2\nAdmin Password .... k3Lm9QwX2",
        "| password | *** |\nDB_PASSWORD      ***\nAdmin Password .... ***")]
    [Masks(
        "<password type=\"string\">x</password><key>password</key><string>x</string>",
        "<password type=\"string\">***</password><key>password</key><string>***</string>")]
    [Masks("password: |\n  a b\n  c\nuser: x", "password: |\n  ***\n  ***\nuser: x")]
    [Masks("  \"password\":\n    \"x\",\n  \"y\": \"z\"", "  \"password\":\n    \"***\",\n  \"y\": \"z\"")]
    [Masks(
        "<password>\n  x\n</password>\nPASS=\\\nx y --token \\\n  x",
        "<password>\n  ***\n</password>\nPASS=\\\n*** y --token \\\n  ***")]
    [Masks("secrets:\n  - k3Lm9QwX2\n  - a4Bn8RtY1\nx: y", "secrets:\n  - ***\n  - ***\nx: y")]
    [Masks(
        "MYSQL_PSW=x AUTH_PEPPER=x1 cookie_encryption=x SNMP Community String: x",
        "MYSQL_PSW=*** AUTH_PEPPER=*** cookie_encryption=*** SNMP Community String: ***")]
    [Masks(
        "API_KEY_MAPS=k3Lm9QwX2 KEY=k3Lm9QwX2 site_key: k3Lm9QwX2 creds: k3Lm9QwX2",
        "API_KEY_MAPS=*** KEY=*** site_key: *** creds: ***")]
    [Masks(
        "https://x/?key=k3Lm9QwX2&auth=k3Lm9QwX2 -H 'X-Gotify-Key: x' -H 'X-Auth: a b'",
        "https://x/?key=***&auth=*** -H 'X-Gotify-Key: ***' -H 'X-Auth: ***'")]
    [Masks("objects.create_superuser('admin', 'x', 'y1')", "objects.create_superuser('admin', 'x', '***')")]
    [Masks("Your API key is k3Lm9QwX2. SALT=k3Lm9QwX2", "Your API key is ***. SALT=***")]
    [Masks("wg set wg0 private-key yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=", "wg set wg0 private-key ***")]
    [Keeps(
        "the passwd manual. Closes: Bug#53857x", "private key functions (such as d2i_PrivateKey",
        "ExpiredToken: The security token is expired", "{\"error\":\"invalid_token\",\"error_description\":\"expired\"}",
        "[\"token\",\"next\":1]", "password: [\"This field is required.\"]", "\"password\":[\"This field may not be blank.\"]",
        "JWT_SECRET: String must contain at least 32 character(s)", "  -p, --password <password>  Password",
        "  --password string   Password to use", "[--password PASSWORD] [--token <token>]", "-t, --token=TOKEN",
        "Resetting password ... done", "| Password | Description |", "password     Set the password", "KEY=0xF1656F24C74CD1D8",
        "key = 'NewLabelKey2'", "token:\n  expired: true", "secrets:\n  - db_password", "password:\napt-get install x1",
        "--show-session-key.  Remove it", "Set PWD so that shells know", "/etc/pam.d/passwd eaf2ad85b5ccd06cceb19a3e75f40c63",
        "<password>\n</password>", "password: |\nuser: x", "Enter password:", "Enter password: \n", "password is too short",
        "no password supplied", "password authentication failed for user \"x\"", "--password-file /run/secrets/x",
        "--password-stdin", "token expired", "apt-key add x.asc", "/usr/share/keyrings/x.gpg",
        "signed-by=/usr/share/keyrings/x.gpg", "KEY=value", "signing-key=x", "SSH_KEY=/root/.ssh/id",
        "PRIVATE_KEY=/etc/ssl/private/x.key", "PUBLIC_KEY=abc", "ssl_certificate_key /etc/x.key;", "PWD=/root OLDPWD=/tmp",
        "/etc/passwd:12: error", "passwd: password updated successfully", "Setting up passwd (1:4.13+dfsg1-1) ...",
        "passwd:amd64 libsecret:amd64", "--- PASS: TestToken", "Unexpected token: }", "syntax error near unexpected token `fi'",
        "option '--password' requires an argument", "--password is required",
        "PGPASSWORD=$DB_PASS --password \"$ROOT_PASS\" --token ${TOKEN}", "DB_PASS=$(openssl rand -base64 12)", "password: null",
        "PASSWORD= next", "std::token::parse", "Token::Type", "token://x", "django-token==1.2.3", "registry/vault-token:1.2.3",
        "compass: north", "bypass=1", "1 key: value", "primary_key: id", "access_token_ttl=60", "max-token-length: 5",
        "read -rsp \"Password: \" x", "echo \"password\" \"x\"", "bash: DB_PASSWORD: unbound variable",
        "API_KEY: parameter not set", "/bin/sh: 1: API_KEY: parameter null or not set", "token: command not found",
        "bash: line 1: token: command not found", "tee: /etc/app/token: Permission denied",
        "ln: failed to create symbolic link '/etc/secret': File exists", "'/etc/secret: File exists'",
        "rm: cannot remove password: Is a directory", "cat: /run/secrets/password: No such file or directory",
        "password: Field required [type=missing]", "'api_key': is required",
        "ConfigError: JWT_SECRET: must be at least 32 characters", "secret: failed to get secret \"foo\" not found",
        "rm: /etc/app/token: Device or resource busy", "Missing script: \"token:build\"", "npm run token:build", "mke2fs pass=3",
        "bcrypt pass=12", "$config['password'] = getenv('X');", "[\"user\", \"password\"]", "if grep -q 'token]' x", "password[0]",
        "wg set wg0 private-key /etc/wireguard/key", "<label for=\"password\">Password</label>",
        "<input name=\"password\"> Enter it", "<input type=\"password\" name=\"password\">", "name=\"key\">", "{name: DB_HOST, value: x}",
        "System.Runtime, Version=10.0.0.0, PublicKeyToken=b03f5f7f11d50a3a",
        "wtoken = AppWindowToken{9f4ef63 token=Token{a64f992 ActivityRecord{de9231d u0 x}}}",
        "\"csrf-token\": \"^1.2.3\", \"vault-secret\": \"~4.1\"", "name: DB_PASS\nvalueFrom: x",
        "max_tokens=100 \"tokens\": 1234, tokens: used", "\"js-tokens\": \"^9.0.1\"",
        "CREDENTIALS=/root/.smb \"credentials\":\"include\"", "PAT=x COMPAT=1 dispatch=x KEYS=a SALT=x", "basic_auth=off",
        "Password for admin: connection refused", "password for admin: updated", "Password for 'https://example.com': ",
        "[sudo] password for admin: ", "password is 'required'", "the password is not set",
        "npm config delete //r/:_authToken && x", "signature=x sig=x", "\"Microsoft.IdentityModel.Tokens\": \"8.19.2\"",
        "local tokens=\"standard extended\"", "http://example.com/?signature=sha2", "    tokens = list(lexer)",
        "f(tokens=tokens, secrets=self.secrets())", "'objects', 'tokens', 'verbs'", "self._salt = salt",
        "signing_key = self.match(signing_keys, kid)", "headers[\"authorization\"] = \"Basic \" + x")]
    private static readonly Rule s_namedValues = new("values of secrets' names", KeyValueScanner.Mask);

    [Masks(
        "sed -i 's/password_here/x1y2z3/' a; sed -i \"/secret /s/= .*/= x1y2z3/\" b",
        "sed -i 's/password_here/***/' a; sed -i \"/secret /s/= .*/= ***/\" b")]
    [Masks("sed -i \"s|^\\(db_pass=\\).*|\\1x1y2z3|\" c", "sed -i \"s|^\\(db_pass=\\).*|\\1***|\" c")]
    [Keeps(
        "sed -i 's/password/passphrase/' x", "sed -i 's|PASS_FILE|/run/secrets/1|' x", "sed 's/token/$TOKEN/' x",
        "used s/token1/token2 a", "sed s/a/b1c2d3/")]
    private static readonly Rule s_substitutions = new("substitutions of sed", SedSubstitutions.Mask);

    [Masks("mysql -uroot -phunter2 -e 'select 1; select 2' -pagain", "mysql -uroot -p*** -e 'select 1; select 2' -p***")]
    [Masks("curl -u \"a\":\"x\" -u b:\"x\" y", "curl -u \"a\":\"***\" -u b:\"***\" y")]
    [Masks(
        "htpasswd -bc /etc/nginx/htpasswd admin x; htpasswd -b -C 10 /a u x",
        "htpasswd -bc /etc/nginx/htpasswd admin ***; htpasswd -b -C 10 /a u ***")]
    [Masks(
        "crudini --set c.ini db password x; occ config:system:set redis password --value=x",
        "crudini --set c.ini db password ***; occ config:system:set redis password --value=***")]
    [Masks(
        "docker login -u u -p x r; useradd -m -p x u; mongosh -u a -p x",
        "docker login -u u -p *** r; useradd -m -p *** u; mongosh -u a -p ***")]
    [Masks(
        "echo x1 | sudo -S true; echo -n x1 | docker secret create db -",
        "echo *** | sudo -S true; echo -n *** | docker secret create db -")]
    [Masks(
        "vault kv put a/b v=x; kubectl create secret generic a --from-literal=k=x",
        "vault kv put a/b v=***; kubectl create secret generic a --from-literal=k=***")]
    [Masks("chpasswd <<EOF\nroot:x1\nu:x2\nEOF\nnext", "chpasswd <<EOF\nroot:***\nu:***\nEOF\nnext")]
    [Masks("jq --arg pw x1 '.a=$pw'; expect -c 'send \"x1\\r\"'", "jq --arg pw *** '.a=$pw'; expect -c 'send \"***\\r\"'")]
    [Masks("mysql -u root -p'a b' db", "mysql -u root -p'***' db")]
    [Masks("bash -c \"mysqldump -u root -phunter2\" | gzip -p9", "bash -c \"mysqldump -u root -p***\" | gzip -p9")]
    [Masks("/usr/bin/mariadb-dump --all -px>out", "/usr/bin/mariadb-dump --all -p***")]
    [Masks("sshpass -p x ssh -p 22 host", "sshpass -p *** ssh -p 22 host")]
    [Masks("sshpass -p'a b' scp -px y", "sshpass -p'***' scp -px y")]
    [Masks("curl -fsSLu user:hunter2 https://x", "curl -fsSLu user:*** https://x")]
    [Masks("curl -u 'user:a b' --proxy-user u:p -uv:w --user=a:b url", "curl -u 'user:***' --proxy-user u:*** -uv:*** --user=a:*** url")]
    [Masks("curl -u hunter2: https://api.stripe.com", "curl -u ***: https://api.stripe.com")]
    [Masks("redis-cli -h x -a hunter2 ping", "redis-cli -h x -a *** ping")]
    [Masks("ldapsearch -x -w hunter2 -b dc=x", "ldapsearch -x -w *** -b dc=x")]
    [Masks("mosquitto_pub -u u -P hunter2", "mosquitto_pub -u u -P ***")]
    [Masks("smbclient -U user%hunter2 //x/y", "smbclient -U user%*** //x/y")]
    [Masks("openssl passwd -6 hunter2; openssl enc -aes256 -k hunter2 -in x", "openssl passwd -6 ***; openssl enc -aes256 -k *** -in x")]
    [Masks("mosquitto_passwd -b /etc/x user hunter2; zip -P hunter2 a.zip", "mosquitto_passwd -b /etc/x user ***; zip -P *** a.zip")]
    [Masks("htpasswd -cb /etc/nginx/x admin hunter2", "htpasswd -cb /etc/nginx/x admin ***")]
    [Masks("htpasswd -nbB admin hunter2 >x", "htpasswd -nbB admin *** >x")]
    [Masks("rabbitmqctl add_user u hunter2", "rabbitmqctl add_user u ***")]
    [Masks("echo \"root:a b\" | chpasswd", "echo \"root:***\" | chpasswd")]
    [Masks("echo root:a|b | sudo /usr/sbin/chpasswd -e", "echo root:*** | sudo /usr/sbin/chpasswd -e")]
    [Masks("printf 'x\\nx\\n' | passwd root", "printf '***' | passwd root")]
    [Masks("echo x | docker login -u u --password-stdin", "echo *** | docker login -u u --password-stdin")]
    [Masks("chpasswd <<<\"root:hunter2\"", "chpasswd <<<\"root:***\"")]
    [Masks(
        "docker login --password-stdin <<< x; gh auth login --with-token <<<\"x\"",
        "docker login --password-stdin <<< ***; gh auth login --with-token <<<\"***\"")]
    [Masks("kinit u <<< 'a b'", "kinit u <<< '***'")]
    [Masks("mysqladmin -u root password x; mariadb-admin password 'a b'", "mysqladmin -u root password ***; mariadb-admin password '***'")]
    [Masks(
        "redis-cli AUTH default x; bin/console user:create -p x u; pihole -a -p x",
        "redis-cli AUTH *** ***; bin/console user:create -p *** u; pihole -a -p ***")]
    [Masks("couchdb -a admin:x; flask create-user -p x u", "couchdb -a admin:***; flask create-user -p *** u")]
    [Masks("redis-cli AUTH x; vault login x; yes x | passwd root", "redis-cli AUTH ***; vault login ***; yes *** | passwd root")]
    [Masks("+ echo root:hunter2\n+ chpasswd", "+ echo root:***\n+ chpasswd")]
    [Keeps(
        "mkpasswd [-S SALT] [PASSWORD]", "git config --global user.email x", "npm config set registry x", "jq --arg name x1 y",
        "mc alias list", "echo yes | sudo -S true", "influx -version", "kubectl create secret generic a --from-file=x",
        "send \"hello\"", "cat <<EOF\nroot:x\nEOF", "mkdir -p x && tar -pxf y", "mysql -p -P3306 -h x",
        "mysql -u root -p\"$PASS\" -p$PASS", "bash -c 'mysql -p' && echo done", "mysql --version && mkdir -pv x",
        "chown root:root x", "docker run -p 80:80 -u 1000:1000 x", "apt install mysql-server -pyes", "curl -u user https://x",
        "curl -fsSL https://x -o y", "curl -u \"$USER:$PASS\" x", "openssl x509 -noout -in x.pem", "echo \"root:$PASS\" | chpasswd",
        "echo done | tee x", "passwd -l root", "the mysql server -- is down", "cat /etc/passwd | wc -l", "htpasswd -c file user",
        "docker run -p x -u y", "vault login -method=userpass username=u", "vault login failed", "vault status", "yes | passwd",
        "yes x | head", "bash -c \"mysqladmin password\" x", "mysqladmin password must be set", "kinit: Password incorrect",
        "cat <<< x", "mysql --execute yes -P 1")]
    private static readonly Rule s_argumentsOfCommands = new("arguments of commands", CommandArguments.Mask);

    [Masks("CREATE USER 'u'@'localhost' IDENTIFIED BY 'a b';", "CREATE USER 'u'@'localhost' IDENTIFIED BY '***';")]
    [Masks(
        "mysql -e \"GRANT ALL ON x.* TO u@localhost IDENTIFIED WITH mysql_native_password BY \\\"x\\\"\"",
        "mysql -e \"GRANT ALL ON x.* TO u@localhost IDENTIFIED WITH mysql_native_password BY \\\"***\\\"\"")]
    [Masks("SET PASSWORD FOR 'root'@'localhost' = 'x';", "SET PASSWORD FOR 'root'@'localhost' = '***';")]
    [Masks("ALTER USER u IDENTIFIED BY\n  'x';", "ALTER USER u IDENTIFIED BY\n  '***';")]
    [Keeps("IDENTIFIED BY '$PASS'", "identified by its name; 'x'", "password for user 'x'", "SET PASSWORD FOR u; x='y'")]
    private static readonly Rule s_passwordsInSql = new("passwords in SQL", SqlPasswords.Mask);

    [Masks("ghp_" + Random40 + " gho_" + Random40 + ", ghs_" + Random40, "ghp_*** gho_***, ghs_***")]
    [Masks("github_pat_" + Random20 + "_" + Random40, "github_pat_***")]
    [Masks("(glpat-" + Random20 + ")", "(glpat-***)")]
    [Masks("xoxb-1234567890-" + Random20, "xoxb-***")]
    [Masks("AKIA" + "ABCDEFGHIJ234567 ASIA" + "ABCDEFGHIJ234567", "AKIA*** ASIA***")]
    [Masks("AIza" + Random40, "AIza***")]
    [Masks("sk_live_" + Random20 + " sk-ant-api03-" + Random40 + " sk-" + Random40, "sk_live_*** sk-*** sk-***")]
    [Masks("npm_" + Random40 + " pypi-" + Random40, "npm_*** pypi-***")]
    [Masks("dckr_pat_" + Random20 + " dop_v1_" + Random40 + " hf_" + Random40, "dckr_pat_*** dop_v1_*** hf_***")]
    [Masks("AGE-SECRET-KEY-1" + "QYQSZQGPQYQSZQGPQYQSZQGP", "AGE-SECRET-KEY-***")]
    [Masks("tskey-auth-" + Random20, "tskey-***")]
    [Masks("jwt eyJhbGciOiJIUzI1NiJ9." + Random20 + "." + Random20 + ", then", "jwt eyJ***, then")]
    [Masks("cloudflared service install eyJhIjoi" + Random40 + "==", "cloudflared service install eyJ***")]
    [Masks("Bearer abc123def456", "Bearer ***")]
    [Masks("root:$6$abcdefgh$" + Random40 + ":19000:0", "root:$6$***:19000:0")]
    [Masks("x $y$j9T$abc./$" + Random40 + " '$2y$10$" + Random40 + "'", "x $y$*** '$2y$***'")]
    [Masks("PVEAPIToken=root@pam!ci=aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee", "PVEAPIToken=***")]
    [Masks("ghu_" + Random40 + " ghr_" + Random40, "ghu_*** ghr_***")]
    [Masks(
        "gloas-" + Random20 + " gldt-" + Random20 + " glrt-" + Random20 + " glrtr-" + Random20 + " GR1348941" + Random20 + " glcbt-64_"
            + Random20 + " glptt-" + Random20,
        "gloas-*** gldt-*** glrt-*** glrtr-*** GR1348941*** glcbt-*** glptt-***")]
    [Masks(
        "glft-" + Random20 + " glimt-" + Random20 + " glagent-" + Random20 + " glwt-" + Random20 + " glsoat-" + Random20 + " glffct-"
            + Random20,
        "glft-*** glimt-*** glagent-*** glwt-*** glsoat-*** glffct-***")]
    [Masks("SIE-glpat-" + Random20 + ".01.0w1ab2cd3.", "SIE-glpat-***.")]
    [Masks(
        "xoxa-" + "12345-" + Random20 + " xoxe-" + "12345-" + Random20 + " xoxo-" + "12345-" + Random20 + " xoxp-" + "12345-" + Random20
            + " xoxr-" + "12345-" + Random20 + " xoxs-" + "12345-" + Random20,
        "xoxa-*** xoxe-*** xoxo-*** xoxp-*** xoxr-*** xoxs-***")]
    [Masks("xoxe." + "xoxp-1-" + Random40 + " xapp-" + "1-A0-1-" + Random20 + " xwfp-" + Random20, "xoxe.*** xapp-*** xwfp-***")]
    [Masks(
        "ABIA" + "ABCDEFGHIJ234567" + " ACCA" + "ABCDEFGHIJ234567" + " A3T" + "XABCDEFGHIJ234567" + " ABSK" + Random40 + Random20
            + Random20,
        "ABIA*** ACCA*** A3T*** ABSK***")]
    [Masks(
        "bedrock-api-key-" + Random40 + " IQoJb3JpZ2lu" + Random40 + Random40 + " FwoGZXIvYXdz" + Random40 + Random40,
        "bedrock-api-key-*** IQoJb3JpZ2lu*** FwoGZXIvYXdz***")]
    [Masks("amzn.mws." + Uuid + " amzn1.oa2-cs.v1." + Hex32 + Hex32, "amzn.mws.*** amzn1.oa2-cs.v1.***")]
    [Masks("ya29." + Random40 + " 1//0" + Random40 + " GOCSPX-" + Random20 + "-aB3dE6gH", "ya29.*** 1//0*** GOCSPX-***")]
    [Masks("LTAI" + Random20 + " AKID" + Random20 + "aB3dE6gH9jK2", "LTAI*** AKID***")]
    [Masks("doo_v1_" + Hex32 + Hex32 + " dor_v1_" + Hex32 + Hex32, "doo_v1_*** dor_v1_***")]
    [Masks(
        "cfk_" + Random40 + "a1b2c3d4" + " cfut_" + Random40 + " cfat_" + Random40 + " v1.0-" + "a1b2c3d4e5f60718293a4b5c-" + Hex32
            + Hex32 + Hex32 + Hex32,
        "cfk_*** cfut_*** cfat_*** v1.0-***")]
    [Masks("HRKU-" + Uuid + " HRKU-" + "AA" + Random40 + "-_aB", "HRKU-*** HRKU-***")]
    [Masks(
        "fo1_" + Random40 + "aB3" + " fm1r_" + Random40 + Random40 + " fm1a_" + Random40 + Random40 + " FlyV1 fm2_" + Random40
            + Random40 + "==",
        "fo1_*** fm1r_*** fm1a_*** FlyV1 fm2_***")]
    [Masks(
        "vcp_" + Random20 + "aB3d" + " vci_" + Random20 + "aB3d" + " vca_" + Random20 + "aB3d" + " vcr_" + Random20 + "aB3d" + " vck_"
            + Random20 + "aB3d",
        "vcp_*** vci_*** vca_*** vcr_*** vck_***")]
    [Masks(
        "nfp_" + Random40 + " nfc_" + Random40 + " nfo_" + Random40 + " rnd_" + Random40 + " tk-us-" + Random40,
        "nfp_*** nfc_*** nfo_*** rnd_*** tk-us-***")]
    [Masks("sbp_" + Hex32 + "a1b2c3d4" + " sb_secret_" + Random40, "sbp_*** sb_secret_***")]
    [Masks(
        "pscale_tkn_" + Random40 + " pscale_pw_" + Random40 + " pscale_oauth_" + Random40,
        "pscale_tkn_*** pscale_pw_*** pscale_oauth_***")]
    [Masks(
        "napi_" + Random40 + " npg_" + "aB3dE6gH9jK2" + " AVNS_" + Random20 + " 4b1d" + Random20 + "aB3dE6gH9jK2mN5pQ8",
        "napi_*** npg_*** AVNS_*** 4b1d***")]
    [Masks("dapi" + Hex32 + " dkea" + Hex32 + " dose" + Hex32, "dapi*** dkea*** dose***")]
    [Masks("hvs." + Random40 + " hvb." + Random40 + " hvr." + Random40 + " s." + Random20 + "aB3d", "hvs.*** hvb.*** hvr.*** s.***")]
    [Masks("pul-" + Hex32 + "a1b2c3d4" + " ico-" + Random20 + "aB3dE6gH9jK2", "pul-*** ico-***")]
    [Masks(
        "dp.pt." + Random40 + " dp.ct." + Random40 + " dp.sa." + Random40 + " dp.st." + "prd." + Random40 + " dp.scim." + Random40
            + " dp.audit." + Random40,
        "dp.pt.*** dp.ct.*** dp.sa.*** dp.st.*** dp.scim.*** dp.audit.***")]
    [Masks(
        "ops_eyJ" + Random40 + Random40 + " A3-" + "ABC123-ABCDE123456-ABC12-ABC12-ABC12" + " A3-"
            + "ABC123-ABC123-ABC12-ABC12-ABC12-ABC12",
        "ops_eyJ*** A3-*** A3-***")]
    [Masks(
        "0." + Uuid + "." + Random20 + "aB3dE6gH9j:" + Random20 + "==" + " st." + "a1b2c3d4e5f60718293a4b5c." + Hex32 + "." + Hex32,
        "0.*** st.***")]
    [Masks("login --token=sha256~" + Random40 + "-_1", "login --token=sha256~***")]
    [Masks("PBSAPIToken=" + "root@pbs!ci:" + Uuid + " PDMAPIToken=" + "root@pam!ci:" + Uuid, "PBSAPIToken=*** PDMAPIToken=***")]
    [Masks("hskey-" + "auth-" + Random40 + " nbp_" + Random40 + " dnkey-" + Random40, "hskey-*** nbp_*** dnkey-***")]
    [Masks("dckr_oat_" + Random40 + " AKCp" + Random40 + Random40 + " cmVmd" + Random40 + Random20, "dckr_oat_*** AKCp*** cmVmd***")]
    [Masks(
        "rubygems_" + Hex32 + "a1b2c3d4e5f60718" + " oy2" + Random40 + "aB3" + " cio" + Random20 + "aB3dE6gH9jK2" + " CLOJARS_"
            + Random40 + Random20 + " packagist_" + "uut_" + Hex32 + "a1b2c3d4" + " ddp_" + Random40 + " ddo_" + Random40,
        "rubygems_*** oy2*** cio*** CLOJARS_*** packagist_*** ddp_*** ddo_***")]
    [Masks("CCIPAT_" + Random20 + "aB_" + Hex32 + "a1b2c3d4" + " CCIPRJ_" + Random20 + "aB_" + Hex32 + "a1b2c3d4", "CCIPAT_*** CCIPRJ_***")]
    [Masks("bkua_" + Random40 + " bkaa_" + Random40 + " bkaj_" + Random40 + " bkct_" + Random40, "bkua_*** bkaa_*** bkaj_*** bkct_***")]
    [Masks(
        "API-" + "ABCDEFGHIJ234567ABCDEFGHIJ" + " pat." + Random20 + "-_." + Random20 + "aB3d." + Random20 + " sat." + Random20 + "-_."
            + Random20 + "aB3d." + Random20 + " pnu_" + Random40 + " pnb_" + Random40,
        "API-*** pat.*** sat.*** pnu_*** pnb_***")]
    [Masks(
        "sqp_" + Hex32 + "a1b2c3d4" + " squ_" + Hex32 + "a1b2c3d4" + " sqa_" + Hex32 + "a1b2c3d4" + " sgp_" + Hex32 + "a1b2c3d4"
            + " slk_" + Hex32 + Hex32 + " snyk_" + "uat.a1b2c3d4." + Random40,
        "sqp_*** squ_*** sqa_*** sgp_*** slk_*** snyk_***")]
    [Masks(
        "sntrys_" + "eyJ" + Random40 + " sntryu_" + Hex32 + Hex32 + " sntrya_" + Hex32 + Hex32 + " sntryi_" + Hex32 + Hex32,
        "sntrys_*** sntryu_*** sntrya_*** sntryi_***")]
    [Masks("glsa_" + Random20 + "aB3dE6gH9jK2_a1b2c3d4" + " glc_" + Random40 + "==", "glsa_*** glc_***")]
    [Masks(
        "NRAK-" + Random20 + "ABC1234" + " NRAA-" + Random20 + "ABC1234" + " NRRA-" + Random20 + "ABC1234" + " NRII-" + Random20
            + "ABC1234" + " NRIQ-" + Random20 + "ABC1234" + " NRJS-" + "a1b2c3d4e5f60718293",
        "NRAK-*** NRAA-*** NRRA-*** NRII-*** NRIQ-*** NRJS-***")]
    [Masks(
        "dt0" + "c01." + Random20 + "aB3d." + Random40 + Random20 + " hcaik_" + Random40 + " hcxik_" + Random40 + " hcamk_" + Random40
            + " xaat-" + Uuid + " xapt-" + Uuid + " phx_" + Random40,
        "dt0*** hcaik_*** hcxik_*** hcamk_*** xaat-*** xapt-*** phx_***")]
    [Masks("api-" + Uuid + " sdk-" + Uuid + " mob-" + Uuid, "api-*** sdk-*** mob-***")]
    [Masks(
        "ATATT3" + Random40 + "=1" + " ATCTT3" + Random40 + " ATBB" + Random20 + "aB3d" + " ATTA" + Hex32 + Hex32,
        "ATATT3*** ATCTT3*** ATBB*** ATTA***")]
    [Masks(
        "secret_" + Random40 + "aB3" + " ntn_" + "12345678901" + Random40 + " lin_api_" + Random40 + " lin_oauth_" + Random40,
        "secret_*** ntn_*** lin_api_*** lin_oauth_***")]
    [Masks(
        "PMAK-" + "a1b2c3d4e5f60718293a4b5c-" + Hex32 + "a1" + " PMAT-" + Random20 + "aB3d" + " pat" + "aB3dE6gH9jK2mN." + Hex32 + Hex32,
        "PMAK-*** PMAT-*** pat***")]
    [Masks("1/" + "1234567890123456:" + Hex32 + " 2/" + "1234567890123456/1234567890123456:" + Hex32, "1/*** 2/***")]
    [Masks(
        "sl." + Random40 + Random40 + "=" + " sl.u." + Random40 + Random40 + " figd_" + Random40 + " figu_" + Random40 + " fio-u-"
            + Random40 + " p8e-" + Random20 + "aB3dE6gH9jK2" + " CFPAT-" + Random40,
        "sl.*** sl.*** figd_*** figu_*** fio-u-*** p8e-*** CFPAT-***")]
    [Masks(
        "rdme_" + Random40 + Random20 + " tfp_" + Random40 + " waka_" + Uuid + " tgpat_" + Random40 + " apify_api_" + Random40,
        "rdme_*** tfp_*** waka_*** tgpat_*** apify_api_***")]
    [Masks(
        "MD" + Random20 + "aB3dE.X-1yZ2." + Random20 + "-_aB3dE" + " MT" + Random20 + "aB3dE.X-1yZ2." + Random20 + "-_aB3dE" + " Mj"
            + Random20 + "aB3dE.X-1yZ2." + Random20 + "-_aB3dE" + " Mz" + Random20 + "aB3dE.X-1yZ2." + Random20 + "-_aB3dE" + " ND"
            + Random20 + "aB3dE.X-1yZ2." + Random20 + "-_aB3dE" + " NT" + Random20 + "aB3dE.X-1yZ2." + Random20 + "-_aB3dE" + " Nj"
            + Random20 + "aB3dE.X-1yZ2." + Random20 + "-_aB3dE" + " Nz" + Random20 + "aB3dE.X-1yZ2." + Random20 + "-_aB3dE" + " OD"
            + Random20 + "aB3dE.X-1yZ2." + Random20 + "-_aB3dE" + " OT" + Random20 + "aB3dE.X-1yZ2." + Random20 + "-_aB3dE",
        "MD*** MT*** Mj*** Mz*** ND*** NT*** Nj*** Nz*** OD*** OT***")]
    [Masks(
        "oauth:" + Random20 + "aB3dE6gH9j" + " EAAA" + Random40 + Random20 + " EAA" + Random40 + Random40 + " tk_" + Random20
            + "aB3dE6gH9",
        "oauth:*** EAAA*** EAA*** tk_***")]
    [Masks(
        "sk_test_" + Random20 + " sk_prod_" + Random20 + " rk_live_" + Random20 + " rk_test_" + Random20 + " rk_prod_" + Random20
            + " whsec_" + Random20,
        "sk_test_*** sk_prod_*** rk_live_*** rk_test_*** rk_prod_*** whsec_***")]
    [Masks(
        "sq0atp-" + Random20 + "-1" + " sq0csp-" + Random40 + " shpat_" + Hex32 + " shpca_" + Hex32 + " shppa_" + Hex32 + " shpss_"
            + Hex32 + " shpua_" + Hex32,
        "sq0atp-*** sq0csp-*** shpat_*** shpca_*** shppa_*** shpss_*** shpua_***")]
    [Masks(
        "FLWSECK-" + Hex32 + "-X" + " FLWSECK_TEST-" + Hex32 + "-X" + " access-sandbox-" + Uuid + " access-development-" + Uuid
            + " access-production-" + Uuid,
        "FLWSECK-*** FLWSECK_TEST-*** access-sandbox-*** access-development-*** access-production-***")]
    [Masks(
        "duffel_live_" + Random40 + " duffel_test_" + Random40 + " EZAK" + Random40 + "aB3dE6gH9jK2mN" + " EZTK" + Random40
            + "aB3dE6gH9jK2mN" + " shippo_live_" + Hex32 + "a1b2c3d4" + " shippo_test_" + Hex32 + "a1b2c3d4",
        "duffel_live_*** duffel_test_*** EZAK*** EZTK*** shippo_live_*** shippo_test_***")]
    [Masks(
        "SG." + Random20 + "-_." + Random40 + " key-" + Hex32 + " xkeysib-" + Hex32 + Hex32 + "-aB3dE6gH9jK2mN5p" + " xsmtpsib-" + Hex32
            + Hex32 + "-aB3dE6gH9jK2mN5p" + " re_" + "aB3dE6gH_" + Random20 + "aB3d",
        "SG.*** key-*** xkeysib-*** xsmtpsib-*** re_***")]
    [Masks(
        "SK" + Hex32 + " dG9rO" + Random40 + Random20 + " pat-na1-" + Uuid + " pat-na2-" + Uuid + " pat-eu1-" + Uuid + " 00" + Random40,
        "SK*** dG9rO*** pat-na1-*** pat-na2-*** pat-eu1-*** 00***")]
    [Masks("t1." + Random40 + "." + Random40 + Random40 + " AQVN" + Random40 + " y0_" + Random40, "t1.*** AQVN*** y0_***")]
    [Masks(
        "sk_" + Hex32 + "a1b2c3d4e5f60718" + " api_org_" + Random40 + " pplx-" + Random40 + " gsk_" + Random40 + " r8_" + Random40
            + " xai-" + Random40 + Random40 + " csk-" + Random40 + " nvapi-" + Random40 + Random20,
        "sk_*** api_org_*** pplx-*** gsk_*** r8_*** xai-*** csk-*** nvapi-***")]
    [Masks(
        "tgp_v1_" + Random40 + " jina_" + Random40 + Random20 + " tvly-" + "dev-" + Random40 + " fc-" + Hex32 + " e2b_" + Hex32
            + "a1b2c3d4" + " pcsk_" + "aB3d_" + Random40 + Random20 + " lsv2_pt_" + Hex32 + "_a1b2c3d4e5" + " lsv2_sk_" + Hex32
            + "_a1b2c3d4e5",
        "tgp_v1_*** jina_*** tvly-*** fc-*** e2b_*** pcsk_*** lsv2_pt_*** lsv2_sk_***")]
    [Masks(
        "aio_" + Random40 + " sm_aat_" + "aB3dE6gH9jK2mN5p" + " sm_pat_" + "aB3dE6gH9jK2mN5p" + " sm_sat_" + "aB3dE6gH9jK2mN5p"
            + " ZXlK" + Random40 + Random20,
        "aio_*** sm_aat_*** sm_pat_*** sm_sat_*** ZXlK***")]
    [Masks(
        "Authorization=bearer abc123def456 {\"line\":\"\\nghp_" + Random40 + "\"} %3Dghp_" + Random40,
        "Authorization=bearer *** {\"line\":\"\\nghp_***\"} %3Dghp_***")]
    [Masks(
        "$1$abcdefgh$" + Random20 + " $apr1$abcdefgh$" + Random20 + " $5$abcdefgh$" + Random20 + " $7$abcdefgh$" + Random20
            + " $gy$abcdefgh$" + Random20 + " $2a$abcdefgh$" + Random20 + " $2b$abcdefgh$" + Random20 + "",
        "$1$*** $apr1$*** $5$*** $7$*** $gy$*** $2a$*** $2b$***")]
    [Masks(
        "$argon2i$v=19$m=65536,t=3,p=4$abcd$" + Random20 + " $argon2id$v=19$m=65536,t=3,p=4$abcd$" + Random20,
        "$argon2i$*** $argon2id$***")]
    [Keeps(
        "npm_config_registry", "task-based sk-learn", "bearer authentication is required", "hf_hub", "AKIA", "ghp_x", "pypi-server",
        "risk-assessment-2024-05-01-long-name", "sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945",
        "commit 3dffc51a2b3c4d5e6f708192a3b4c5d6e7f80912", "5c5b0a0e-1c5a-4b56-9d0c-6f1d8f0d9a11", "eyJ", "awk '{print $5$6$7}'",
        "$1$SOMEDIRECTORY$2", "$6$HOME/some/where", "s.configurationManagerFactory s.updateConfigurationSchema",
        "key-value api-gateway sdk-6.0.100 mob-boss", "00:00:00 00-header-" + Hex32, "pk_live_" + Random20 + " sq0idp-" + Random20,
        "secret_key_base secret_manager_configuration_for_all_of_the_tenants", "re_compile re_sub(pattern_with_long_name)",
        "access-production-cluster", "MTU 1500, MTD.csproj.CoreCompileInputs.cache NTFS-3g.so.89", "SK Hynix SKU-2024",
        "tk_main tk_inter_configuration_of_windows", "EAAAAAAAA", "st.size.st_mtime 0.1.2 1/2 2/3 t1.micro t1.id", "oauth:token",
        "shpat_x dapiv2 r8_ y0_", "AKIAXXXXXXXXXXXXXXXXXXXXXXXXXXXX", "glrt-runner glft-2 glagent-k8s",
        "v1.0-beta v1.0-20240501-" + Hex32, "pat.tern sat.urn patchwork.a1b2", "sl.conf sl.us", "bkct_x",
        "fc-cache fc-list fc-match-" + Uuid, "figd_config")]
    private static readonly Rule s_tokens = new("tokens", Tokens.Mask);

    [Masks("az login -p aB3" + "8Q~" + Random20 + "aB3dE6gH9j~_.-", "az login -p ***")]
    [Masks("key: " + Random40 + Random20 + "aB3dE6gH9jK2mN5p" + "+ASt" + "aB3dE6==", "key: ***")]
    [Masks(
        Random40 + Random20 + "aB3dE6gH9jK2mN5p" + "+ABa" + "aB3dE6== " + Random40 + Random20 + "aB3dE6gH9jK2mN5p" + "ACDb" + "aB3dE6==",
        "*** ***")]
    [Masks(Random20 + "aB3dE6gH9jK2m" + "+ASb" + "aB3dE6= " + Random20 + "aB3dE6gH9jK2m" + "+AEh" + "aB3dE6=", "*** ***")]
    [Masks(Random20 + "aB3dE6gH9jK2m" + "+ARm" + "aB3dE6= " + Random20 + "aB3dE6gH9jK2m" + "AIoT" + "aB3dE6=", "*** ***")]
    [Masks(Random20 + "aB3dE6gH9jK2m" + "AzCa" + "aB3dE6= " + Random40 + "aB" + "+ACR" + "aB3dE6", "*** ***")]
    [Masks(Random40 + "aB" + "AzSe" + "aB3dE6 " + Random40 + "-_3d" + "AzFu" + "aB3dE6==", "*** ***")]
    [Masks(Random40 + Random20 + "aB3dE6gH9jK2mN5p" + "AZDO" + "aB3d, " + Random40 + "aB3dE6gH9jK2" + "JQQJ9" + "9" + Random20, "***, ***")]
    [Masks("export X=aB3dE6gH9jK2mN" + ".atlasv1." + Random40 + Random20, "export X=***")]
    [Masks("pveum user token add root@pam ci: root@pam!ci=" + Uuid + " root@pbs!ci:" + Uuid, "pveum user token add root@pam ci: *** ***")]
    [Masks("user@pve!monitoring=" + Uuid + "; x", "***; x")]
    [Masks("license " + Hex32 + "a1b2" + "NRAL" + ", geo aB3dE6_" + Random20 + "aB3dE6gH9" + "_mmk", "license ***, geo ***")]
    [Masks("mail " + Hex32 + "-us12 and " + Hex32 + "-a1b2c3d4-e5f60718", "mail *** and ***")]
    [Keeps(
        "Q~ a8Q~b", "x=.atlasv1.x", "hello!world=1 a!b:" + Hex32, "libfoo_mmk NRAL", Hex32 + "-user " + Hex32 + "-a1b2c3d4",
        Uuid + " " + Uuid, "PBIAZDO ACDb +ASt", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855-us")]
    private static readonly Rule s_markedTokens = new("tokens with a mark", Tokens.MaskMarked);

    [Masks("https://api.telegram.org/bot123456789:" + Random20 + "_" + Random20 + "/getMe", "https://api.telegram.org/bot***/getMe")]
    [Masks("123456789:AA" + Random20 + "-b4C7d0F3g6J9", "***")]
    [Keeps(
        "1714566600:done", "12345678:12", "12:30:45",
        "arn:aws:ecs:eu-west-1:123456789012:task-definition/MyLongServiceName-0a1b2c3d4e5f",
        "arn:aws:logs:eu-west-1:123456789012:LogGroupOfSomethingThatHasAName1",
        "scsi-1ATA:0000000012345678:wwn-0x5000c500a1b2c3d4-part1-of-disk",
        "iqn.2010-06.com.example:12345678:long-name-of-a-target-on-some-array-01",
        "20240501:my-project-web-frontend-container-for-2", "1714566600:MyProject-Web-Frontend-Container-For-Tests-2",
        "1714566600:MYPROJECT_WEB_FRONTEND_CONTAINER_01")]
    private static readonly Rule s_telegramTokens = new("tokens of Telegram bots", TelegramTokens.Mask);

    [Masks("write to jane.doe+x@mail.example.com.", "write to ***@***.")]
    [Masks("<root@example.org>, mailto:a_b@example.co.uk?x", "<***@***>, mailto:***@***?x")]
    [Masks("acme --email=jörg@müller.de u@163.com", "acme --email=***@*** ***@***")]
    [Masks("https://x/?mail=a%40example.com&b", "https://x/?mail=***@***&b")]
    [Keeps(
        "git@github.com:owner/repo", "getty@tty1.service", "systemd-fsck@dev-sda1.service", "@angular/core@1.2.3",
        "package@1.2.3-rc.next", "left-pad@v1.3.0.tgz", "root@pam", "user@host", "icon@2x.png", "@", "a@b", "image@sha256:4f53",
        "pci@0000:00:02.0", "100%40", "vue@next.2 foo@workspace.lock bar@file.tar")]
    private static readonly Rule s_mailAddresses = new("mail addresses", EmailAddresses.Mask) { IsPersonalData = true };

    [Masks("192.168.1.10:8006 10.0.0.0/24", "192.x.x.x:8006 10.x.x.x/24")]
    [Masks("0.0.0.1 fe80::/64 10.0.0.0:80", "0.x.x.x x:x:x:x:x:x:x:x/64 10.x.x.x:80")]
    [Masks(
        "host-a/10.250.19.102:54106 node/5.9.12.31 ip=5.9.12.31 5.9.12.31-5.9.12.40",
        "host-a/10.x.x.x:54106 node/5.x.x.x ip=5.x.x.x 5.x.x.x-5.x.x.x")]
    [Masks(
        "192.168.1.1-254 93.184.216.34-40 ip-10.0.0.5 host-93.184.216.34 a==10.0.0.5",
        "192.x.x.x-254 93.x.x.x-40 ip-10.x.x.x host-93.x.x.x a==10.x.x.x")]
    [Masks("conversion 10.0.0.5, inversion: 10.0.0.5, over 10.0.0.5", "conversion 10.x.x.x, inversion: 10.x.x.x, over 10.x.x.x")]
    [Masks("[2001:db8::1]:8006 via fe80::1%eth0", "[x:x:x:x:x:x:x:x]:8006 via x:x:x:x:x:x:x:x%eth0")]
    [Keeps(
        "version 1.2.3, 1.2.3.4.5", "12:30:45 2024-01-02T03:04:05Z", "PVE::Tools std::string",
        "/usr/share/perl5/PVE/Tools.pm:123: line 5", "exit code 100", "1:9.18.28-1~deb12u2", "fe80::/10 fc00::/7 ::/0",
        "0.0.0.0:80", "127.0.0.1 127.0.0.53:53 127.0.1.1 0.0.0.0 0.0.0.0/0 http://127.0.0.1:8006/",
        "::1 [::1]:80 :: ::ffff:127.0.0.1 0:0:0:0:0:0:0:1", "System.Runtime, Version=8.0.0.5, Culture=neutral",
        "AssemblyVersion(\"10.0.0.0\") <FileVersion>10.0.0.0</FileVersion>",
        "Mozilla/5.0 Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0", "Google Chrome 120.0.0.0",
        "\"version\": \"1.2.3.4\" version 1.2.3.4 ver. 2", "libfoo (1.2.5.1-2) libbar 1.2.5.1-2ubuntu1",
        "1.2.3.4+dfsg-1 1.2.3.4~rc1 musl 1.2.5.1-r0 1.2.3.4-beta.1 10.11.6.1-0+deb12u1",
        "\"foo\": \"^1.2.3.4\", \"bar\": \"~1.2.3.4\", gem ~> 1.2.3.4",
        "types-requests==2.31.0.6 types-requests>=2.31.0.6 types-PyYAML-6.0.12.12",
        "Depends: zlib1g (>= 1.2.3.4), Section 5.7.1.2, Released 3.6.11.1")]
    private static readonly Rule s_ipAddresses = new("IP addresses", IPAddresses.Mask) { IsPersonalData = true };

    [Masks("link/ether bc:24:11:2e:3a:5f brd ff:ff:ff:ff:ff:ff", "link/ether xx:xx:xx:xx:xx:xx brd xx:xx:xx:xx:xx:xx")]
    [Masks("net0: virtio=BC:24:11:2E:3A:5F,bridge=vmbr0", "net0: virtio=xx:xx:xx:xx:xx:xx,bridge=vmbr0")]
    [Masks("device 00:11:22:33:44:55:66:77 joined", "device xx:xx:xx:xx:xx:xx joined")]
    [Masks("Serial: 1 at 00:11:22:33:44:55", "Serial: 1 at xx:xx:xx:xx:xx:xx")]
    [Keeps(
        "12:30:45", "Serial Number: 00:11:22:33:44:55:66:77", "serial=00:11:22:33:44:55:66:77 x",
        "        Serial Number:\n            8a:11:22:33:44:55:66:77\n    Issuer", "0000:01:00.0",
        "SHA1 Fingerprint=AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD", "aa:bb:cc:dd:ee", "00:11:22:33:44:5")]
    private static readonly Rule s_macAddressesWithColons =
        new("MAC addresses with colons", MacAddresses.MaskWithColons) { IsPersonalData = true };

    [Masks("BC-24-11-2E-3A-5F and 01-bc-24-11-2e-3a-5f", "xx:xx:xx:xx:xx:xx and xx:xx:xx:xx:xx:xx")]
    [Keeps("2024-01-02-03-04-05-06", "5c5b0a0e-1c5a-4b56-9d0c-6f1d8f0d9a11", "a-bc-de", "x_aa-bb-cc-dd-ee-ff", "12-30-45")]
    private static readonly Rule s_macAddressesWithHyphens =
        new("MAC addresses with hyphens", MacAddresses.MaskWithHyphens) { IsPersonalData = true };

    [Masks("mac bc24.112e.3a5f learned", "mac xx:xx:xx:xx:xx:xx learned")]
    [Keeps("2024.0501.1230", "1234.5678.9012", "dead.beef.cafe.txt", "abc.def.ghi")]
    private static readonly Rule s_macAddressesWithDots =
        new("MAC addresses with dots", MacAddresses.MaskWithDots) { IsPersonalData = true };

    /// <summary>All rules but that of the host's name, which each host has its own of.</summary>
    public static readonly Rule[] All =
    [
        s_privateKeys, s_usersInUrls, s_dataSourceNames, s_webhooks, s_headers, s_namedValues, s_substitutions, s_argumentsOfCommands,
        s_passwordsInSql, s_tokens, s_markedTokens, s_telegramTokens, s_mailAddresses, s_ipAddresses,
        s_macAddressesWithColons, s_macAddressesWithHyphens, s_macAddressesWithDots,
    ];

    /// <summary>The rules of what grants access.</summary>
    public static readonly Rule[] Secrets = Array.FindAll(All, rule => !rule.IsPersonalData);
}
