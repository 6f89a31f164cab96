// Addresses of the network that a log names, made unreadable as a whole.

using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ApiFunc.Errors;

internal static class AddressMask
{
    private const string MaskedIPv6 = "x:x:x:x:x:x:x:x";
    private const int LongestIPv6 = 45;
    private const int ColonsOfWholeIPv6 = 7;
    private const int MostColonsOfIPv6 = 8; // 1:2:3:4:5:6:7::

    // What may stand in an address, or in a word that is none because of it. Letters beyond ASCII are not among it: some
    // languages leave no blanks between words.
    private static readonly SearchValues<char> WordCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.:_");

    private static readonly SearchValues<char> IPv6Characters = SearchValues.Create("ABCDEFabcdef0123456789.:");

    /// <summary>
    /// Masks IPv4 addresses (<c>192.x.x.x</c>) and IPv6 addresses. Versions (<c>1.2.3</c>), times (<c>12:30:00</c>), MAC
    /// addresses and names with colons (<c>PVE::Tools</c>) stay as they are. Takes linear time.
    /// </summary>
    public static string Apply(string text)
    {
        if (text.AsSpan().IndexOfAny('.', ':') < 0)
            return text;

        var masked = new StringBuilder(text.Length);
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var start = rest.IndexOfAny(WordCharacters);
            masked.Append(start < 0 ? rest : rest[..start]);
            rest = start < 0 ? [] : rest[start..];

            var length = rest.IndexOfAnyExcept(WordCharacters);
            AppendMasked(masked, length < 0 ? rest : rest[..length]);
            rest = length < 0 ? [] : rest[length..];
        }

        return masked.ToString();
    }

    /// <summary>Appends a run of such characters: labels, addresses and ports, with colons between them.</summary>
    private static void AppendMasked(StringBuilder masked, ReadOnlySpan<char> run)
    {
        // Behind two colons a name of C++ or Perl goes on; behind one (label:2001:db8::1) an address may begin.
        var colonsBefore = 0;
        while (!run.IsEmpty)
        {
            if (colonsBefore < 2 && run is not [':', not ':', ..] && LengthOfIPv6(run) is > 0 and var length)
            {
                masked.Append(MaskedIPv6);
                run = run[length..];
                colonsBefore = 0;
            }

            var colon = run.IndexOf(':');
            AppendWord(masked, colon < 0 ? run : run[..colon]);
            if (colon < 0)
                return;

            masked.Append(':');
            colonsBefore = colon == 0 ? colonsBefore + 1 : 1;
            run = run[(colon + 1)..];
        }
    }

    /// <summary>Appends what stands between two colons: one word, or several with dots between them.</summary>
    private static void AppendWord(StringBuilder masked, ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            var dots = text.IndexOfAnyExcept('.');
            masked.Append(dots < 0 ? text : text[..dots]);
            text = dots < 0 ? [] : text[dots..];

            var end = text.IndexOf("..");
            var word = end < 0 ? text.TrimEnd('.') : text[..end];
            if (IsIPv4(word))
                masked.Append(word[..word.IndexOf('.')]).Append(".x.x.x");
            else
                masked.Append(word);
            text = text[word.Length..];
        }
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
