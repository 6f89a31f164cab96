// Tokens that their form gives away, wherever they stand.

using System.Buffers;

namespace ApiFunc.Privacy;

internal static class Tokens
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly SearchValues<char> Alphanumeric = SearchValues.Create(Letters);
    private static readonly SearchValues<char> WithLine = SearchValues.Create(Letters + "_");
    private static readonly SearchValues<char> WithDash = SearchValues.Create(Letters + "_-");
    private static readonly SearchValues<char> Dotted = SearchValues.Create(Letters + "_-.+/=");
    private static readonly SearchValues<char> Hash = SearchValues.Create(Letters + "./+=,$");
    private static readonly SearchValues<char> Bearer = SearchValues.Create(Letters + "_-.+/=~");

    // What the tokens of GitHub, GitLab, Slack, AWS, Google, Stripe, OpenAI and Anthropic, npm, PyPI, Docker, DigitalOcean,
    // Hugging Face, SendGrid, age, Tailscale, Vault, Grafana and Proxmox begin with, and how many characters follow at
    // least. JSON in base64, which web tokens (RFC 7519) and the tokens of tunnels are made of, begins with eyJ.
    private static readonly Format[] Formats =
    [
        new("ghp_", 30, Alphanumeric), new("gho_", 30, Alphanumeric), new("ghu_", 30, Alphanumeric), new("ghs_", 30, Alphanumeric),
        new("ghr_", 30, Alphanumeric), new("github_pat_", 20, WithLine),
        new("glpat-", 16, WithDash), new("gldt-", 16, WithDash), new("glrt-", 16, WithDash), new("glcbt-", 16, WithDash), new("glptt-", 16, WithDash),
        new("glsoat-", 16, WithDash),
        new("xoxb-", 10, WithDash), new("xoxp-", 10, WithDash), new("xoxa-", 10, WithDash), new("xoxr-", 10, WithDash), new("xoxs-", 10, WithDash),
        new("xoxe-", 10, WithDash), new("xapp-", 10, WithDash),
        new("AKIA", 16, Alphanumeric), new("ASIA", 16, Alphanumeric),
        new("AIza", 30, WithDash),
        new("sk_live_", 10, Alphanumeric), new("sk_test_", 10, Alphanumeric), new("rk_live_", 10, Alphanumeric), new("whsec_", 16, Dotted),
        new("sk-", 20, WithDash) { NeedsDigit = true },
        new("npm_", 30, Alphanumeric), new("pypi-", 30, WithDash) { NeedsDigit = true },
        new("dckr_pat_", 16, WithDash), new("dckr_oat_", 16, WithDash),
        new("dop_v1_", 16, Alphanumeric), new("doo_v1_", 16, Alphanumeric), new("dor_v1_", 16, Alphanumeric),
        new("hf_", 30, Alphanumeric), new("SG.", 40, Dotted), new("AGE-SECRET-KEY-", 16, Alphanumeric),
        new("tskey-", 16, WithDash), new("hvs.", 20, WithDash), new("glsa_", 20, WithLine),
        new("PVEAPIToken=", 1, SearchValues.Create(Letters + "_-.@!=:")), new("PBSAPIToken=", 1, SearchValues.Create(Letters + "_-.@!=:")),
        new("eyJ", 17, Dotted),

        // Passwords as crypt(3) and others store them: the method, perhaps its cost, salt and hash.
        new("$1$", 12, Hash) { NeedsDollar = true }, new("$apr1$", 12, Hash) { NeedsDollar = true },
        new("$5$", 12, Hash) { NeedsDollar = true }, new("$6$", 12, Hash) { NeedsDollar = true },
        new("$y$", 12, Hash) { NeedsDollar = true }, new("$gy$", 12, Hash) { NeedsDollar = true }, new("$7$", 12, Hash) { NeedsDollar = true },
        new("$2a$", 12, Hash) { NeedsDollar = true }, new("$2b$", 12, Hash) { NeedsDollar = true }, new("$2y$", 12, Hash) { NeedsDollar = true },
        new("$argon2id$", 12, Hash) { NeedsDollar = true }, new("$argon2i$", 12, Hash) { NeedsDollar = true },
        new("Bearer ", 8, Bearer) { NeedsDigit = true }, new("bearer ", 8, Bearer) { NeedsDigit = true },
    ];

    private static readonly SearchValues<char> FirstCharacters = SearchValues.Create(string.Concat(Formats.Select(format => format.Prefix[0]).Distinct()));

    // Of a bot at Telegram: its number, a colon, and 35 characters.
    private const int DigitsOfBot = 8;
    private const int MostDigitsOfBot = 12;
    private const int LengthOfBotToken = 30;

    private const int LeastOfHash = 8;

    private sealed record Format(string Prefix, int Least, SearchValues<char> Characters)
    {
        /// <summary>Whether words may look like it, which have no digits.</summary>
        public bool NeedsDigit { get; init; }

        /// <summary>Whether the variables of a shell may look like it: what is stored has parts, and digits.</summary>
        public bool NeedsDollar { get; init; }
    }

    /// <summary>Masks tokens behind what tells whose they are.</summary>
    public static void Mask(string text, Edits edits)
    {
        for (var at = 0; text.AsSpan(at).IndexOfAny(FirstCharacters) is var distance and >= 0;)
        {
            var start = at + distance;
            at = start + 1;
            if (start > 0 && WithLine.Contains(text[start - 1]))
                continue;

            foreach (var format in Formats)
            {
                if (text[start] != format.Prefix[0] || string.CompareOrdinal(text, start, format.Prefix, 0, format.Prefix.Length) != 0)
                    continue;

                var body = text.AsSpan(start + format.Prefix.Length);
                var length = Length(body, format.Characters);
                var isWhole = (!format.NeedsDigit && !format.NeedsDollar) || body[..length].IndexOfAnyInRange('0', '9') >= 0;
                if (length >= format.Least && isWhole && (!format.NeedsDollar || EndsWithHash(body[..length])))
                {
                    at = start + format.Prefix.Length + length;
                    edits.Replace(start + format.Prefix.Length, at);
                }
                else if (length >= format.Least)
                {
                    // Looked through already, and without a digit: no token begins in it.
                    at = start + format.Prefix.Length + length;
                }

                break;
            }
        }
    }

    /// <summary>Masks the tokens of Telegram's bots.</summary>
    public static void MaskBots(string text, Edits edits)
    {
        for (var at = 0; at < text.Length && text.IndexOf(':', at) is var colon and >= 0;)
        {
            at = colon + 1;
            var first = colon;
            while (first > 0 && char.IsAsciiDigit(text[first - 1]) && colon - first <= MostDigitsOfBot)
                first--;
            var hasName = first >= 3 && string.CompareOrdinal(text, first - 3, "bot", 0, 3) == 0;
            var isNumber = colon - first is >= DigitsOfBot and <= MostDigitsOfBot && (hasName || first == 0 || !WithDash.Contains(text[first - 1]));
            if (!isNumber)
                continue;

            var length = Length(text.AsSpan(at), WithDash);
            if (length >= LengthOfBotToken)
                edits.Replace(first, at + length);
            at += length;
        }
    }

    /// <summary>Whether a part stands in front, and what is long enough for a hash behind it.</summary>
    private static bool EndsWithHash(ReadOnlySpan<char> stored) => stored.LastIndexOf('$') is >= 0 and var last && stored.Length - last > LeastOfHash;

    private static int Length(ReadOnlySpan<char> text, SearchValues<char> characters)
    {
        var length = text.IndexOfAnyExcept(characters);
        return length < 0 ? text.Length : length;
    }
}
