// Addresses of the network, made unreadable as a whole.

using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ApiFunc.Redaction;

internal static class NetworkAddresses
{
    private const string MaskedIPv6 = "x:x:x:x:x:x:x:x";
    private const int LongestIPv6 = 45;
    private const int ColonsOfWholeIPv6 = 7;
    private const int MostColonsOfIPv6 = 8; // 1:2:3:4:5:6:7::

    // Blocks of addresses that are the same everywhere (RFC 4291, RFC 4193): they tell about no network.
    private static readonly string[] WellKnownBlocks = ["fe80::/10", "fc00::/7", "fd00::/8", "ff00::/8", "2000::/3"];

    // What may stand in an address, or in a word that is none because of it. Letters beyond ASCII are not among it: some
    // languages leave no blanks between words.
    private static readonly SearchValues<char> WordCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.:_");

    private static readonly SearchValues<char> IPv6Characters = SearchValues.Create("ABCDEFabcdef0123456789.:");

    /// <summary>
    /// Masks IPv4 addresses (<c>192.x.x.x</c>) and IPv6 addresses. Those of the host itself (RFC 1122, section 3.2.1.3; RFC
    /// 4291, section 2.5.3), which are the same everywhere, versions (<c>1.2.3</c>), times (<c>12:30:00</c>) and names with
    /// colons (<c>PVE::Tools</c>) stay as they are.
    /// </summary>
    public static void Mask(string text, Edits edits)
    {
        if (text.AsSpan().IndexOfAny('.', ':') < 0)
            return;

        for (var at = 0; at < text.Length;)
        {
            var distance = text.AsSpan(at).IndexOfAny(WordCharacters);
            if (distance < 0)
                return;

            var start = at + distance;
            var length = text.AsSpan(start).IndexOfAnyExcept(WordCharacters);
            at = length < 0 ? text.Length : start + length;
            if (text.AsSpan(start, at - start).IndexOfAny('.', ':') >= 0 && !IsWellKnownBlock(text, start, at))
                MaskRun(text, text.AsSpan(start, at - start), start, edits);
        }
    }

    /// <summary>Whether a block of addresses stands there that everybody has.</summary>
    private static bool IsWellKnownBlock(string text, int start, int end)
    {
        if (end == text.Length || text[end] != '/')
            return false;

        foreach (var block in WellKnownBlocks)
        {
            var last = start + block.Length;
            if (string.Compare(text, start, block, 0, block.Length, StringComparison.OrdinalIgnoreCase) == 0 && (last == text.Length || !char.IsLetterOrDigit(text[last])))
                return true;
        }

        return false;
    }

    /// <summary>Masks what is in a run of such characters: labels, addresses and ports, with colons between them.</summary>
    private static void MaskRun(string text, ReadOnlySpan<char> run, int start, Edits edits)
    {
        // Behind two colons a name of C++ or Perl goes on; behind one (label:2001:db8::1) an address may begin.
        var colonsBefore = 0;
        while (!run.IsEmpty)
        {
            if (colonsBefore < 2 && run is not [':', not ':', ..] && LengthOfIPv6(run) is > 0 and var length)
            {
                if (!IsHostItself(run[..length]))
                    edits.Replace(start, start + length, MaskedIPv6);
                start += length;
                run = run[length..];
                colonsBefore = 0;
            }

            var colon = run.IndexOf(':');
            MaskIPv4(text, colon < 0 ? run : run[..colon], start, edits);
            if (colon < 0)
                return;

            colonsBefore = colon == 0 ? colonsBefore + 1 : 1;
            start += colon + 1;
            run = run[(colon + 1)..];
        }
    }

    /// <summary>Masks what stands between two colons: one word, or several with dots between them.</summary>
    private static void MaskIPv4(string text, ReadOnlySpan<char> words, int start, Edits edits)
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
            if (IsIPv4(word) && !IsHostItself(word) && !Versions.IsOne(text, start, start + word.Length))
                edits.Replace(start + word.IndexOf('.'), start + word.Length, ".x.x.x");
            start += word.Length;
            words = words[word.Length..];
        }
    }

    /// <summary>Whether an address is one of the loopback interface, or stands for all addresses of this host.</summary>
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
    /// The length of the longest IPv6 address that the text begins with; 0 for none. What follows it is the end, a full
    /// stop, or one colon, behind which a port or a message stands.
    /// </summary>
    private static int LengthOfIPv6(ReadOnlySpan<char> text)
    {
        var (longest, colons) = (0, 0);
        for (var length = 1; length <= text.Length && length <= LongestIPv6 && IPv6Characters.Contains(text[length - 1]); length++)
        {
            if (text[length - 1] == ':' && ++colons > MostColonsOfIPv6)
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
        var looksLikeOne = text.IndexOf("::") >= 0
            // Without a digit or a single colon it is rather a name: a::b.
            ? colons > 2 || text.IndexOfAnyInRange('0', '9') >= 0
            // The last two groups may be an IPv4 address.
            : (colons == ColonsOfWholeIPv6 && !ArePairs(text)) || (colons == ColonsOfWholeIPv6 - 1 && text.Contains('.'));
        return looksLikeOne && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;
    }

    /// <summary>Whether all groups have two digits, as those of hardware addresses and fingerprints have.</summary>
    private static bool ArePairs(ReadOnlySpan<char> text)
    {
        foreach (var range in text.Split(':'))
        {
            if (text[range].Length != 2)
                return false;
        }

        return true;
    }
}
