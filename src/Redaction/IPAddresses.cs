// IPv4 and IPv6 addresses.

using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ApiFunc.Redaction;

internal static class IPAddresses
{
    private const string MaskedIPv6 = "x:x:x:x:x:x:x:x";
    private const int MaxIPv6Length = 45;
    private const int ColonsOfFullIPv6 = 7;
    private const int MaxColonsOfIPv6 = 8; // 1:2:3:4:5:6:7::

    // Blocks that are the same everywhere (RFC 4291, RFC 4193).
    private static readonly string[] s_wellKnownBlocks = ["fe80::/10", "fc00::/7", "fd00::/8", "ff00::/8", "2000::/3"];

    // What may stand in an address, or in a word that looks like one. Letters beyond ASCII are left out: some languages
    // leave no blanks between words.
    private static readonly SearchValues<char> s_wordCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.:_");

    private static readonly SearchValues<char> s_iPv6Characters = SearchValues.Create("ABCDEFabcdef0123456789.:");

    /// <summary>
    /// Masks IPv4 addresses (<c>192.x.x.x</c>) and IPv6 addresses, but not those of the host itself (RFC 1122, section
    /// 3.2.1.3; RFC 4291, section 2.5.3), versions (<c>1.2.3</c>), times (<c>12:30:00</c>) and names with colons
    /// (<c>PVE::Tools</c>).
    /// </summary>
    public static void Mask(string text, Replacements replacements)
    {
        if (text.AsSpan().IndexOfAny('.', ':') < 0)
            return;

        for (var at = 0; at < text.Length;)
        {
            var distance = text.AsSpan(at).IndexOfAny(s_wordCharacters);
            if (distance < 0)
                return;

            var start = at + distance;
            var length = text.AsSpan(start).IndexOfAnyExcept(s_wordCharacters);
            at = length < 0 ? text.Length : start + length;
            if (text.AsSpan(start, at - start).IndexOfAny('.', ':') >= 0 && !IsWellKnownBlock(text, start, at))
                MaskRun(text, text.AsSpan(start, at - start), start, replacements);
        }
    }

    /// <summary>Whether a well-known block begins with an address.</summary>
    private static bool IsWellKnownBlock(string text, int start, int end)
    {
        if (end == text.Length || text[end] != '/')
            return false;

        foreach (var block in s_wellKnownBlocks)
        {
            var last = start + block.Length;
            if (IgnoreCase.StandsAt(text, start, block) && (last == text.Length || !char.IsLetterOrDigit(text[last])))
                return true;
        }

        return false;
    }

    /// <summary>Masks the addresses in a run of such characters: words, addresses and ports, with colons between them.</summary>
    private static void MaskRun(string text, ReadOnlySpan<char> run, int start, Replacements replacements)
    {
        // After two colons a name of C++ or Perl continues; after one (label:2001:db8::1) an address may begin.
        var colonsBefore = 0;
        while (!run.IsEmpty)
        {
            if (colonsBefore < 2 && run is not [':', not ':', ..] && LengthOfIPv6(run) is > 0 and var length)
            {
                if (!IsHostItself(run[..length]))
                    replacements.Add(start, start + length, MaskedIPv6);
                start += length;
                run = run[length..];
                colonsBefore = 0;
            }

            var colon = run.IndexOf(':');
            MaskIPv4(text, colon < 0 ? run : run[..colon], start, replacements);
            if (colon < 0)
                return;

            colonsBefore = colon == 0 ? colonsBefore + 1 : 1;
            start += colon + 1;
            run = run[(colon + 1)..];
        }
    }

    /// <summary>Masks the addresses between two colons, where one word stands, or several with dots between them.</summary>
    private static void MaskIPv4(string text, ReadOnlySpan<char> words, int start, Replacements replacements)
    {
        while (!words.IsEmpty)
        {
            var dots = words.IndexOfAnyExcept('.');
            if (dots < 0)
                return;

            start += dots;
            words = words[dots..];
            var end = words.IndexOf("..");
            var word = end < 0 ? words.TrimEnd('.') : words[..end];
            if (IsIPv4(word) && !IsHostItself(word) && !VersionNumbers.IsVersion(text, start, start + word.Length))
                replacements.Add(start + word.IndexOf('.'), start + word.Length, ".x.x.x");
            start += word.Length;
            words = words[word.Length..];
        }
    }

    /// <summary>Whether an address is a loopback address, or stands for all addresses of the host.</summary>
    private static bool IsHostItself(ReadOnlySpan<char> text)
    {
        if (!IPAddress.TryParse(text, out var address))
            return text.StartsWith("127.");
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
    }

    private static bool IsIPv4(ReadOnlySpan<char> text)
    {
        var numbers = 0;
        foreach (var range in text.Split('.'))
        {
            if (numbers++ == 4 || !byte.TryParse(text[range], NumberStyles.None, null, out _))
                return false;
        }

        return numbers == 4;
    }

    /// <summary>
    /// The length of the longest IPv6 address that a text begins with; 0 for none. After it the text ends, or a full stop
    /// follows, or one colon with a port or a message.
    /// </summary>
    private static int LengthOfIPv6(ReadOnlySpan<char> text)
    {
        var (longest, colons) = (0, 0);
        for (var length = 1; length <= text.Length && length <= MaxIPv6Length && s_iPv6Characters.Contains(text[length - 1]); length++)
        {
            if (text[length - 1] == ':' && ++colons > MaxColonsOfIPv6)
                break;

            var rest = text[length..];
            var isEnd = rest.IsEmpty
                || (rest[0] == ':' && text[length - 1] != ':' && !rest.StartsWith("::"))
                || (rest[0] == '.' && (rest.Length == 1 || rest[1] is '.' or ':'));
            if (isEnd && colons >= 2 && IsIPv6(text[..length], colons))
                longest = length;
        }

        return longest;
    }

    private static bool IsIPv6(ReadOnlySpan<char> text, int colons)
    {
        var hasForm = text.IndexOf("::") >= 0
            // With two colons and no digit it is a name: a::b
            ? colons > 2 || text.IndexOfAnyInRange('0', '9') >= 0
            // The last two groups may be an IPv4 address.
            : (colons == ColonsOfFullIPv6 && !HasPairsOnly(text)) || (colons == ColonsOfFullIPv6 - 1 && text.Contains('.'));
        return hasForm && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;
    }

    /// <summary>Whether all groups have two digits, as in hardware addresses and fingerprints.</summary>
    private static bool HasPairsOnly(ReadOnlySpan<char> text)
    {
        foreach (var range in text.Split(':'))
        {
            if (text[range].Length != 2)
                return false;
        }

        return true;
    }
}
