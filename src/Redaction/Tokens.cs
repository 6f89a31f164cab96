// Tokens that their form gives away, wherever they stand.

using System.Text;

namespace ApiFunc.Redaction;

internal static class Tokens
{
    // One kind a line: its form, at least two blanks, and whose it is. The forms come from the services' own pages and from
    // what scanners for secrets know; where a beginning is unmistakable, fewer characters do than are usual.
    //
    // What stands in brackets is a class of characters and how many there are at least (! exactly, # with a digit, ^ with
    // letters of both cases, $ ending like a stored password); everything else stands for itself, and | for a blank.
    // n digits · h hexadecimal · a letters and digits · U upper case and digits · w a and _ · d w and - · v d and . ~
    // c base64 · b c and = · x b and : · t v and + / = without ~ · B t and ~ · p d and . @ ! = : · H hashes · u a UUID
    //
    // A form that begins with brackets is found by what stands behind them.
    private static ReadOnlySpan<byte> Kinds => """
        ghp_[a30]                   GitHub: personal access
        gho_[a30]                   GitHub: OAuth
        ghu_[a30]                   GitHub: user of an app
        ghs_[t30]                   GitHub: installation of an app
        ghr_[a30]                   GitHub: refresh
        github_pat_[w20]            GitHub: personal access, fine-grained
        glpat-[t16]                 GitLab: personal access
        gloas-[t16]                 GitLab: secret of an OAuth application
        gldt-[t16]                  GitLab: deploy
        glrt-[t16]                  GitLab: runner
        glrtr-[t16]                 GitLab: registration of a runner
        GR1348941[d16]              GitLab: registration of a runner, the older one
        glcbt-[t16]                 GitLab: job
        glptt-[t16]                 GitLab: trigger
        glft-[t16]                  GitLab: feed
        glimt-[t16]                 GitLab: incoming mail
        glagent-[t16]               GitLab: agent for Kubernetes
        glwt-[t16]                  GitLab: workspace
        glsoat-[t16]                GitLab: SCIM
        glffct-[t16]                GitLab: client of feature flags
        xoxa-[d10]                  Slack: workspace
        xoxb-[d10]                  Slack: bot
        xoxe-[d10]                  Slack: refresh
        xoxe.[t16]                  Slack: configuration
        xoxo-[d10]                  Slack: legacy
        xoxp-[d10]                  Slack: user
        xoxr-[d10]                  Slack: refresh
        xoxs-[d10]                  Slack: session
        xapp-[d10]                  Slack: app
        xwfp-[d10]                  Slack: workflow
        AKIA[U16!]                  AWS: access key
        ASIA[U16!]                  AWS: access key for a time
        ABIA[U16!]                  AWS: bearer
        ACCA[U16!]                  AWS: credential of a context
        A3T[U17!#]                  AWS: access key, the oldest
        ABSK[b60]                   AWS: Bedrock
        bedrock-api-key-[b20]       AWS: Bedrock, for a time
        IQoJb3JpZ2lu[b60]           AWS: session
        FwoGZXIvYXdz[b60]           AWS: session
        amzn.mws.[u36]              Amazon: marketplace
        amzn1.oa2-cs.v1.[h32]       Amazon: secret of an OAuth client
        AIza[d30]                   Google: API key
        ya29.[t20]                  Google: OAuth
        1//0[d30]                   Google: refresh
        GOCSPX-[d20]                Google: secret of an OAuth client
        [v4!]Q~[v31]                Azure: secret of a client
        [c76!]+ASt[b5]              Azure: storage account
        [c76!]+ABa[b5]              Azure: Batch
        [c76!]ACDb[b5]              Azure: Cosmos DB
        [c33!]+ASb[b5]              Azure: Service Bus
        [c33!]+AEh[b5]              Azure: Event Hubs
        [c33!]+ARm[b5]              Azure: Relay
        [c33!]AIoT[b5]              Azure: IoT Hub
        [c33!]AzCa[b5]              Azure: Redis
        [c42!]+ACR[b5]              Azure: container registry
        [c42!]AzSe[b5]              Azure: Search
        [d44!]AzFu[b5]              Azure: Functions
        [a76!]AZDO[a4!]             Azure: DevOps
        [a52!]JQQJ9[a20]            Azure: AI services
        LTAI[a16#]                  Alibaba Cloud: access key
        AKID[a32!]                  Tencent Cloud: access key
        dop_v1_[a16]                DigitalOcean: personal access
        doo_v1_[a16]                DigitalOcean: OAuth
        dor_v1_[a16]                DigitalOcean: refresh
        cfk_[a40]                   Cloudflare: global key
        cfut_[a40]                  Cloudflare: token of a user
        cfat_[a40]                  Cloudflare: token of an account
        v1.0-[h24!]-[h60]           Cloudflare: origin certificates
        HRKU-[d36]                  Heroku
        fo1_[d40]                   Fly.io
        fm1r_[b60]                  Fly.io
        fm1a_[b60]                  Fly.io
        fm2_[b60]                   Fly.io
        vcp_[a20#]                  Vercel: personal access
        vci_[a20#]                  Vercel: integration
        vca_[a20#]                  Vercel: app
        vcr_[a20#]                  Vercel: refresh
        vck_[a20#]                  Vercel: AI gateway
        nfp_[a30]                   Netlify: personal access
        nfc_[a30]                   Netlify: command line
        nfo_[a30]                   Netlify: OAuth
        rnd_[a30#]                  Render
        tk-us-[d40]                 Scalingo
        sbp_[w40]                   Supabase: personal access
        sb_secret_[d30]             Supabase: secret key
        pscale_tkn_[t30]            PlanetScale: service
        pscale_pw_[t30]             PlanetScale: password
        pscale_oauth_[t30]          PlanetScale: OAuth
        napi_[a40]                  Neon: API key
        npg_[a12!#]                 Neon: password
        AVNS_[d15]                  Aiven: password
        4b1d[a38!]                  ClickHouse Cloud
        dapi[h32!]                  Databricks: personal access
        dkea[h32!]                  Databricks: keys of a scope
        dose[h32!]                  Databricks: OAuth
        hvs.[d20]                   Vault: service
        hvb.[d20]                   Vault: batch
        hvr.[d20]                   Vault: recovery
        s.[a24!#^]                  Vault: service, the older one
        [a14!].atlasv1.[d40]        Terraform Cloud
        pul-[h40!]                  Pulumi
        ico-[a32!]                  Infracost
        dp.pt.[a30]                 Doppler: personal
        dp.ct.[a30]                 Doppler: command line
        dp.sa.[a30]                 Doppler: service account
        dp.st.[t30]                 Doppler: service
        dp.scim.[a30]               Doppler: SCIM
        dp.audit.[a30]              Doppler: audit
        ops_eyJ[t40]                1Password: service account
        A3-[U6!]-[U11!]-[U5!]-[U5!]-[U5!]  1Password: secret key
        A3-[U6!]-[U6!]-[U5!]-[U5!]-[U5!]-[U5!]  1Password: secret key, with one more hyphen
        0.[u36].[x20]               Bitwarden: Secrets Manager
        st.[a24!].[a32!].[a32!]     Infisical: service
        AGE-SECRET-KEY-[d16]        age
        sha256~[d40]                OpenShift
        PVEAPIToken=[p1]            Proxmox VE
        PBSAPIToken=[p1]            Proxmox Backup Server
        PDMAPIToken=[p1]            Proxmox Datacenter Manager
        [p3]![d1]=[u36]             Proxmox VE: a token's name and value
        [p3]![d1]:[u36]             Proxmox Backup Server: a token's name and value
        tskey-[d16]                 Tailscale
        hskey-[d30]                 Headscale
        nbp_[a30]                   NetBird: personal access
        dnkey-[d40]                 Defined Networking
        dckr_pat_[d16]              Docker: personal access
        dckr_oat_[d16]              Docker: organization
        AKCp[a60]                   JFrog: API key
        cmVmd[a55]                  JFrog: reference
        npm_[a30]                   npm
        pypi-[d30#]                 PyPI
        rubygems_[h40]              RubyGems
        oy2[a43!]                   NuGet
        cio[a32!#]                  crates.io
        CLOJARS_[a50]               Clojars
        packagist_[a3!]_[a40]       Packagist
        ddp_[a36]                   Deno Deploy: personal access
        ddo_[a36]                   Deno Deploy: organization
        CCIPAT_[w40]                CircleCI: personal access
        CCIPRJ_[w40]                CircleCI: project
        bkua_[a30]                  Buildkite: API
        bkaa_[a30]                  Buildkite: session of an agent
        bkaj_[a30]                  Buildkite: job of an agent
        bkct_[a30]                  Buildkite: cluster
        API-[U26!]                  Octopus Deploy
        pat.[d22!].[a24!].[a20!]    Harness: personal access
        sat.[d22!].[a24!].[a20!]    Harness: service account
        pnu_[a30]                   Prefect: user
        pnb_[a30]                   Prefect: service account
        sqp_[h40!]                  SonarQube: project
        squ_[h40!]                  SonarQube: user
        sqa_[h40!]                  SonarQube: analysis
        sgp_[w40]                   Sourcegraph
        slk_[h64!]                  Sourcegraph: license
        snyk_[a3!].[t40]            Snyk
        sntrys_[t30]                Sentry: organization
        sntryu_[h40]                Sentry: user
        sntrya_[h40]                Sentry: user of an app
        sntryi_[h40]                Sentry: integration
        glsa_[w20]                  Grafana: service account
        glc_[b30]                   Grafana Cloud
        NRAK-[a20]                  New Relic: user
        NRAA-[a20]                  New Relic: administrator
        NRRA-[a20]                  New Relic: REST
        NRII-[d20]                  New Relic: insert
        NRIQ-[d20]                  New Relic: query
        NRJS-[h19]                  New Relic: browser
        [a36!]NRAL                  New Relic: license
        dt0[a3!].[a24!].[a40]       Dynatrace
        hcaik_[a40]                 Honeycomb: ingest
        hcxik_[a40]                 Honeycomb: ingest, classic
        hcamk_[a40]                 Honeycomb: management
        xaat-[u36]                  Axiom: API
        xapt-[u36]                  Axiom: personal access
        phx_[a30]                   PostHog: personal
        api-[u36]                   LaunchDarkly: API
        sdk-[u36]                   LaunchDarkly: server
        mob-[u36]                   LaunchDarkly: mobile
        ATATT3[t40]                 Atlassian: API
        ATCTT3[t40]                 Atlassian: organization
        ATBB[a24]                   Bitbucket: password of an app
        ATTA[a60]                   Trello
        secret_[a43!]               Notion, the older one
        ntn_[a40]                   Notion
        lin_api_[a30]               Linear: API
        lin_oauth_[a30]             Linear: OAuth
        PMAK-[d40]                  Postman: API
        PMAT-[a20]                  Postman: collection
        pat[a14!].[h64!]            Airtable
        1/[n10]:[h32!]              Asana, the older one
        2/[n10]/[n10]:[h32!]        Asana
        sl.[t60]                    Dropbox
        figd_[d30]                  Figma: personal access
        figu_[d30]                  Figma: OAuth
        fio-u-[d40]                 Frame.io
        p8e-[a32!]                  Adobe: secret of a client
        CFPAT-[d40]                 Contentful
        rdme_[a60]                  ReadMe
        tfp_[t40]                   Typeform
        waka_[u36]                  WakaTime
        tgpat_[a40]                 Tolgee
        apify_api_[a30]             Apify
        MD[d20].[d6!].[d25]         Discord: bot, as are the next ones
        MT[d20].[d6!].[d25]         Discord
        Mj[d20].[d6!].[d25]         Discord
        Mz[d20].[d6!].[d25]         Discord
        ND[d20].[d6!].[d25]         Discord
        NT[d20].[d6!].[d25]         Discord
        Nj[d20].[d6!].[d25]         Discord
        Nz[d20].[d6!].[d25]         Discord
        OD[d20].[d6!].[d25]         Discord
        OT[d20].[d6!].[d25]         Discord
        oauth:[a30!#]               Twitch
        EAAA[d50]                   Square: access
        EAA[a80]                    Facebook
        tk_[a29!#]                  ntfy
        sk_live_[a10]               Stripe: secret key
        sk_test_[a10]               Stripe: secret key for tests
        sk_prod_[a10]               Stripe: secret key
        rk_live_[a10]               Stripe: restricted key
        rk_test_[a10]               Stripe: restricted key for tests
        rk_prod_[a10]               Stripe: restricted key
        whsec_[t16]                 Stripe, Svix: webhook
        sq0atp-[d20]                Square: access, the older one
        sq0csp-[d30]                Square: secret of an application
        shpat_[a24]                 Shopify: app
        shpca_[a24]                 Shopify: custom app
        shppa_[a24]                 Shopify: private app
        shpss_[a24]                 Shopify: shared secret
        shpua_[a24]                 Shopify: user
        FLWSECK-[d20]               Flutterwave
        FLWSECK_TEST-[d12]          Flutterwave, for tests
        access-sandbox-[u36]        Plaid
        access-development-[u36]    Plaid
        access-production-[u36]     Plaid
        duffel_live_[d30]           Duffel
        duffel_test_[d30]           Duffel, for tests
        EZAK[a54!]                  EasyPost
        EZTK[a54!]                  EasyPost, for tests
        shippo_live_[h40]           Shippo
        shippo_test_[h40]           Shippo, for tests
        SG.[t40]                    SendGrid
        key-[h32!]                  Mailgun
        [h32!]-[h8!]-[h8!]          Mailgun, the newer one
        [h32!]-us[n1]               Mailchimp
        xkeysib-[d60]               Brevo: API
        xsmtpsib-[d60]              Brevo: SMTP
        re_[a8!]_[a20]              Resend
        SK[h32!]                    Twilio
        dG9rO[b50]                  Intercom
        pat-na1-[u36]               HubSpot
        pat-na2-[u36]               HubSpot
        pat-eu1-[u36]               HubSpot
        00[d40!#^]                  Okta
        t1.[d20].[d60]              Yandex Cloud: IAM
        AQVN[d35]                   Yandex Cloud: API key
        y0_[d40]                    Yandex: OAuth
        [w36!]_mmk                  MaxMind: license
        sk-[d20#]                   OpenAI, Anthropic, OpenRouter, DeepSeek and others
        sk_[h48!]                   ElevenLabs
        hf_[a30]                    Hugging Face
        api_org_[a30]               Hugging Face: organization
        pplx-[a40]                  Perplexity
        gsk_[a40]                   Groq
        r8_[a30]                    Replicate
        xai-[a60]                   xAI
        csk-[a40]                   Cerebras
        nvapi-[d50]                 NVIDIA
        tgp_v1_[d30]                Together
        jina_[a50]                  Jina
        tvly-[d30#]                 Tavily
        fc-[h32!]                   Firecrawl
        e2b_[h40]                   E2B
        pcsk_[w50]                  Pinecone
        lsv2_pt_[w40]               LangSmith: personal
        lsv2_sk_[w40]               LangSmith: service
        aio_[a28]                   Adafruit
        sm_aat_[a16]                SettleMint: application
        sm_pat_[a16]                SettleMint: personal
        sm_sat_[a16]                SettleMint: service
        eyJ[t17]                    JSON in base64: web tokens (RFC 7519), tunnels, Grafana, Home Assistant
        ZXlK[b60]                   the same, encoded twice
        Bearer|[B8#]                a header's value
        bearer|[B8#]                the same in lower case
        $1$[H12$]                   crypt(3): MD5
        $apr1$[H12$]                htpasswd
        $5$[H12$]                   crypt(3): SHA-256
        $6$[H12$]                   crypt(3): SHA-512
        $7$[H12$]                   crypt(3): scrypt
        $y$[H12$]                   crypt(3): yescrypt
        $gy$[H12$]                  crypt(3): gost-yescrypt
        $2a$[H12$]                  bcrypt
        $2b$[H12$]                  bcrypt
        $2y$[H12$]                  bcrypt
        $argon2i$[H12$]             Argon2
        $argon2id$[H12$]            Argon2
        """u8;

    private const char Blank = '|';

    // What stands before the last part of a form is not longer; what is longer is none.
    private const int LongestPart = 400;

    private const int LengthOfUuid = 36;

    // Behind the last dollar sign of a stored password stands its hash.
    private const int LeastOfHash = 8;

    // Of a bot at Telegram: its number, a colon, and 35 characters.
    private const int DigitsOfBot = 8;
    private const int MostDigitsOfBot = 10;
    private const int LengthOfBotToken = 35;

    // In the path of its URL the number is called a bot's, and what follows it need not be looked at closely.
    private const int MostDigitsInPath = 12;
    private const int LeastInPath = 30;

    // Where the lines begin, by the hash of their first two characters: the first one's index and one, and the next one's.
    private const int Buckets = 1024; // a power of two
    private static readonly int[] Starts = [.. Lines()];
    private static readonly ushort[] Heads = new ushort[Buckets];
    private static readonly ushort[] Nexts = Index(Starts, Heads);

    // The forms that begin with a class, and the marks behind it.
    private static readonly (Part First, string Mark)[] Arounds = [.. Marks(Starts)];

    /// <summary>The forms of all kinds, for whoever wants to know them.</summary>
    public static IEnumerable<string> Forms => Starts.Select(start =>
    {
        var line = Kinds[start..];
        return Encoding.ASCII.GetString(line[..line.IndexOf("  "u8)]).Replace(Blank, ' ');
    });

    /// <summary>Masks tokens behind what tells whose they are.</summary>
    public static void Mask(string text, Edits edits)
    {
        for (var at = 0; at + 1 < text.Length;)
        {
            var bucket = Heads[Bucket(text[at], text[at + 1])];
            if (bucket == 0 || !IsBoundary(text, at))
            {
                at++;
                continue;
            }

            var next = at + 1;
            for (var kind = (int)bucket; kind > 0; kind = Nexts[kind - 1])
            {
                var isToken = Match(text, at, Starts[kind - 1], out var body, out var end);
                next = Math.Max(next, end);
                if (!isToken)
                    continue;
                edits.Replace(body, end);
                break;
            }

            at = next;
        }
    }

    /// <summary>Masks tokens around what tells whose they are.</summary>
    public static void MaskAround(string text, Edits edits)
    {
        // The positions of replacements have to grow: they are collected first.
        List<(int Start, int End)>? found = null;
        foreach (var (first, mark) in Arounds)
            FindAround(text, first, mark, ref found);

        if (found is null)
            return;

        found.Sort();
        foreach (var (from, to) in found)
            edits.Replace(from, to);
    }

    /// <summary>Masks the tokens of Telegram's bots.</summary>
    public static void MaskBots(string text, Edits edits)
    {
        for (var at = 0; at < text.Length && text.IndexOf(':', at) is var colon and >= 0;)
        {
            at = colon + 1;
            var first = colon;
            while (first > 0 && char.IsAsciiDigit(text[first - 1]) && colon - first <= MostDigitsInPath)
                first--;
            var hasName = first >= 3 && string.CompareOrdinal(text, first - 3, "bot", 0, 3) == 0;
            var isAlone = first == 0 || !IsOf('d', text[first - 1]);
            if (colon - first < DigitsOfBot || (hasName ? colon - first > MostDigitsInPath : colon - first > MostDigitsOfBot || !isAlone))
                continue;

            var length = Length(text, at, 'd', text.Length);
            if (hasName ? length >= LeastInPath : IsOfBot(text.AsSpan(at, length)))
                edits.Replace(first, at + length);
            at += length;
        }
    }

    /// <summary>
    /// Whether something is random enough for a bot's token. Names of containers, targets and resources have numbers in front,
    /// too, and are longer or have letters of one case.
    /// </summary>
    private static bool IsOfBot(ReadOnlySpan<char> token) =>
        token.Length >= LengthOfBotToken && HasBothCases(token) && token.ContainsAnyInRange('0', '9')
        && (token.Length == LengthOfBotToken || !token.ContainsAny('-', '_'));

    private static void FindAround(string text, Part part, string mark, ref List<(int Start, int End)>? found)
    {
        for (var at = 0; text.AsSpan(at).IndexOf(mark) is var distance and >= 0;)
        {
            var sign = at + distance;
            at = sign + 1;
            if (!Match(text, sign, part.Next, out _, out var end))
                continue;

            var start = sign;
            while (start > 0 && sign - start <= part.Least && IsOf(part.Class, text[start - 1]))
                start--;
            if (sign - start > part.Least && start > 0 && IsLineEnd(text[start - 1], text[start]))
                start++;
            if (part.IsExact ? sign - start != part.Least : sign - start < part.Least)
                continue;

            while (!part.IsExact && start > 0 && sign - start < LongestPart && IsOf(part.Class, text[start - 1]))
                start--;
            (found ??= []).Add((start, end));
            at = end;
        }
    }

    /// <summary>Whether the text has a form at a position.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">The position.</param>
    /// <param name="form">Where the form begins in the table.</param>
    /// <param name="body">Where its first class of characters begins.</param>
    /// <param name="end">Where it ends; if it is none, up to where no other form begins.</param>
    private static bool Match(string text, int at, int form, out int body, out int end)
    {
        body = end = 0;
        while (Kinds[form] != ' ')
        {
            if (Kinds[form] != '[')
            {
                if (at >= text.Length || text[at] != (Kinds[form] == Blank ? ' ' : (char)Kinds[form]))
                    return false;
                at++;
                form++;
                continue;
            }

            var part = ReadPart(form);
            form = part.Next;
            var isLast = Kinds[form] == ' ';
            body = body == 0 ? at : body;
            var length = Length(text, at, part.Class, part.IsExact ? part.Least + 1 : isLast ? text.Length : LongestPart);
            if (length < part.Least || (part.IsExact && length > part.Least) || (!isLast && length == LongestPart))
                return false;

            var run = text.AsSpan(at, length);
            at += length;
            if (!part.IsExact && isLast)
                end = at;
            if (part.NeedsDigit && !run.ContainsAnyInRange('0', '9'))
                return false;
            if ((part.NeedsBothCases && !HasBothCases(run)) || (part.IsStored && !IsStored(run)))
                return false;
            if (isLast && run[^1] == '.' && length > part.Least)
                at--; // a full stop
        }

        // What ends with a mark ends with a word.
        if (Kinds[form - 1] != ']' && at < text.Length && IsOf('w', text[at]))
            return false;

        end = at;
        return true;
    }

    /// <summary>Whether a word begins: behind a line end in JSON and behind a character in a URL, too.</summary>
    private static bool IsBoundary(string text, int at)
    {
        if (at == 0 || !(char.IsAsciiLetterOrDigit(text[at - 1]) || text[at - 1] == '_'))
            return true;

        return at >= 2 && (IsLineEnd(text[at - 2], text[at - 1])
            || (at >= 3 && text[at - 3] == '%' && char.IsAsciiHexDigit(text[at - 2]) && char.IsAsciiHexDigit(text[at - 1])));
    }

    /// <summary>Whether a line ends as it does in JSON, or a tab is written so.</summary>
    private static bool IsLineEnd(char backslash, char letter) => backslash == '\\' && (letter is 'n' or 'r' or 't');

    /// <summary>
    /// Whether digits are there, a part in front, and what is long enough for a hash behind it: shells have variables that look
    /// alike.
    /// </summary>
    private static bool IsStored(ReadOnlySpan<char> stored) =>
        stored.ContainsAnyInRange('0', '9') && stored.LastIndexOf('$') is >= 0 and var last && stored.Length - last > LeastOfHash;

    private static bool HasBothCases(ReadOnlySpan<char> text) => text.ContainsAnyInRange('A', 'Z') && text.ContainsAnyInRange('a', 'z');

    /// <summary>How many characters of a class stand there, at most <paramref name="most"/>.</summary>
    private static int Length(string text, int start, char kind, int most)
    {
        if (kind == 'u')
            return IsUuid(text.AsSpan(start)) ? LengthOfUuid : 0;

        var last = Math.Min(text.Length - start, most);
        var length = 0;
        while (length < last && IsOf(kind, text[start + length]))
            length++;
        return length;
    }

    private static bool IsUuid(ReadOnlySpan<char> text)
    {
        if (text.Length < LengthOfUuid || (text.Length > LengthOfUuid && IsOf('d', text[LengthOfUuid])))
            return false;

        for (var i = 0; i < LengthOfUuid; i++)
        {
            if (i is 8 or 13 or 18 or 23 ? text[i] != '-' : !char.IsAsciiHexDigit(text[i]))
                return false;
        }

        return true;
    }

    /// <summary>Whether a character belongs to a class, which the table names by a letter.</summary>
    private static bool IsOf(char kind, char c) => kind switch
    {
        'n' => char.IsAsciiDigit(c),
        'h' => char.IsAsciiHexDigit(c),
        'U' => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c),
        _ => char.IsAsciiLetterOrDigit(c) || (kind switch
        {
            'w' => "_",
            'd' => "_-",
            'v' => "_-.~",
            'c' => "+/",
            'b' => "+/=",
            'x' => "+/=:",
            't' => "_-.+/=",
            'B' => "_-.+/=~",
            'p' => "_-.@!=:",
            'H' => "./+=,$",
            _ => "",
        }).Contains(c),
    };

    private static Part ReadPart(int bracket)
    {
        var at = bracket + 2;
        var least = 0;
        for (; char.IsAsciiDigit((char)Kinds[at]); at++)
            least = (least * 10) + Kinds[at] - '0';
        var flags = Kinds.Slice(at, Kinds[at..].IndexOf((byte)']'));
        var next = at + flags.Length + 1;
        return new Part((char)Kinds[bracket + 1], least, Has(flags, '!'), Has(flags, '#'), Has(flags, '^'), Has(flags, '$'), next);

        static bool Has(ReadOnlySpan<byte> flags, char flag) => flags.Contains((byte)flag);
    }

    private static List<int> Lines()
    {
        var starts = new List<int>();
        for (var at = 0; at < Kinds.Length;)
        {
            starts.Add(at);
            var length = Kinds[at..].IndexOf((byte)'\n');
            at = length < 0 ? Kinds.Length : at + length + 1;
        }

        return starts;
    }

    private static List<(Part First, string Mark)> Marks(int[] starts)
    {
        var marks = new List<(Part First, string Mark)>();
        foreach (var start in starts)
        {
            if (Kinds[start] != '[')
                continue;

            var first = ReadPart(start);
            var behind = Kinds[first.Next..];
            marks.Add((first, Encoding.ASCII.GetString(behind[..behind.IndexOfAny((byte)'[', (byte)' ')])));
        }

        return marks;
    }

    private static ushort[] Index(int[] starts, ushort[] heads)
    {
        var nexts = new ushort[starts.Length];
        for (var line = starts.Length - 1; line >= 0; line--)
        {
            if (Kinds[starts[line]] == '[')
                continue;

            ref var head = ref heads[Bucket((char)Kinds[starts[line]], (char)Kinds[starts[line] + 1])];
            nexts[line] = head;
            head = (ushort)(line + 1);
        }

        return nexts;
    }

    private static int Bucket(char first, char second) => ((first * 61) + second) & (Buckets - 1);

    /// <summary>A part of a form.</summary>
    /// <param name="Class">The class of its characters.</param>
    /// <param name="Least">How many there are at least.</param>
    /// <param name="IsExact">Whether there are no more.</param>
    /// <param name="NeedsDigit">Whether words may look like it, which have no digits.</param>
    /// <param name="NeedsBothCases">Whether names may look like it, which have letters of one case.</param>
    /// <param name="IsStored">Whether it is a stored password.</param>
    /// <param name="Next">Where the form goes on.</param>
    private readonly record struct Part(char Class, int Least, bool IsExact, bool NeedsDigit, bool NeedsBothCases, bool IsStored, int Next);
}
