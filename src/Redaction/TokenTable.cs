// The forms of tokens, one on each line.

using System.Text;

namespace ApiFunc.Redaction;

/// <summary>The table of forms, and an index of it. A form is named by its position in the table.</summary>
internal static class TokenTable
{
    // A form, two blanks or more, and whose token it is. The forms come from the services' own pages and from scanners for
    // secrets; if a beginning is unmistakable, fewer characters suffice than are usual.
    //
    // Brackets hold a class of characters and their least number (! exactly that many, # with a digit, ^ with letters of both
    // cases, $ ending like a password hash). All else stands for itself, but | for a blank.
    //   n  digits                         d  w and -                  b  c and =                 B  t and ~
    //   h  hexadecimal digits             v  d and . ~                x  b and :                 H  as in hashes
    //   a  letters and digits             p  d and . @ ! = :          t  v and + / =, not ~      u  a UUID
    //   U  upper case and digits          c  base64                   w  a and _
    //
    // A form that begins with brackets is found by the mark after them.
    private static ReadOnlySpan<byte> Table => """
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

    private const int Buckets = 1024; // a power of two

    // The positions of the forms. Those that begin literally are chained by the hash of their first two characters: the first
    // form of each chain and the next one after each form are indices in s_forms and one; 0 ends a chain.
    private static readonly int[] s_forms = FindForms();
    private static readonly ushort[] s_first = new ushort[Buckets];
    private static readonly ushort[] s_next = ChainForms();

    /// <summary>The forms that begin with a class of characters.</summary>
    public static readonly (FormClass First, string Mark)[] Marked = FindMarked();

    /// <summary>All forms as text, for tests.</summary>
    public static IEnumerable<string> Forms => s_forms.Select(form =>
    {
        var line = Table[form..];
        return Encoding.ASCII.GetString(line[..line.IndexOf("  "u8)]).Replace(Blank, ' ');
    });

    /// <summary>The next position where a form may begin, and the link to the first such form; the text's length if none may.</summary>
    public static int FindStart(string text, int at, out int link)
    {
        for (var first = s_first; at + 1 < text.Length; at++)
        {
            link = first[Bucket(text[at], text[at + 1])];
            if (link > 0)
                return at;
        }

        link = 0;
        return text.Length;
    }

    /// <summary>The link to the next such form; 0 for none.</summary>
    public static int NextForm(int link) => s_next[link - 1];

    /// <summary>The form of a link.</summary>
    public static int FormOf(int link) => s_forms[link - 1];

    /// <summary>Whether a form ends at a position of the table.</summary>
    public static bool IsEnd(int at) => Table[at] == ' ';

    /// <summary>Whether a form ends with a class of characters.</summary>
    public static bool EndsWithClass(int end) => Table[end - 1] == ']';

    /// <summary>Whether a class of characters stands at a position of the table, rather than a literal character.</summary>
    public static bool IsClass(int at) => Table[at] == '[';

    /// <summary>The literal character at a position of the table.</summary>
    public static char Literal(int at) => Table[at] == Blank ? ' ' : (char)Table[at];

    /// <summary>The class of characters at a position of the table.</summary>
    public static FormClass ReadClass(int bracket)
    {
        var at = bracket + 2;
        var minLength = 0;
        for (; char.IsAsciiDigit((char)Table[at]); at++)
            minLength = (minLength * 10) + Table[at] - '0';
        var flags = Table.Slice(at, Table[at..].IndexOf((byte)']'));
        var next = at + flags.Length + 1;
        return new FormClass((char)Table[bracket + 1], minLength, Has(flags, '!'), Has(flags, '#'), Has(flags, '^'), Has(flags, '$'), next);

        static bool Has(ReadOnlySpan<byte> flags, char flag) => flags.Contains((byte)flag);
    }

    private static int[] FindForms()
    {
        var forms = new List<int>();
        for (var at = 0; at < Table.Length;)
        {
            forms.Add(at);
            var length = Table[at..].IndexOf((byte)'\n');
            at = length < 0 ? Table.Length : at + length + 1;
        }

        return [.. forms];
    }

    private static ushort[] ChainForms()
    {
        // From the end, so that the first line comes first.
        var next = new ushort[s_forms.Length];
        for (var index = s_forms.Length - 1; index >= 0; index--)
        {
            var form = s_forms[index];
            if (IsClass(form))
                continue;

            ref var first = ref s_first[Bucket((char)Table[form], (char)Table[form + 1])];
            next[index] = first;
            first = (ushort)(index + 1);
        }

        return next;
    }

    private static (FormClass First, string Mark)[] FindMarked()
    {
        var marked = new List<(FormClass First, string Mark)>();
        foreach (var form in s_forms)
        {
            if (!IsClass(form))
                continue;

            var first = ReadClass(form);
            var rest = Table[first.Next..];
            marked.Add((first, Encoding.ASCII.GetString(rest[..rest.IndexOfAny((byte)'[', (byte)' ')])));
        }

        return [.. marked];
    }

    private static int Bucket(char first, char second) => ((first * 61) + second) & (Buckets - 1);
}

/// <summary>A class of characters within a form.</summary>
/// <param name="Name">The letter that names the class in the table.</param>
/// <param name="MinLength">How many characters there are at least.</param>
/// <param name="IsExact">Whether there are no more.</param>
/// <param name="NeedsDigit">Whether one of them is a digit: words may look alike.</param>
/// <param name="NeedsBothCases">Whether there are letters of both cases: names may look alike.</param>
/// <param name="IsPasswordHash">Whether they end like a password hash.</param>
/// <param name="Next">The position in the table after it.</param>
internal readonly record struct FormClass(
    char Name, int MinLength, bool IsExact, bool NeedsDigit, bool NeedsBothCases, bool IsPasswordHash, int Next)
{
    /// <summary>Whether a character belongs to the class.</summary>
    public bool Contains(char c) => CharacterClass.Contains(Name, c);
}
