// Addresses of the network that a log names, made unreadable as a whole.

using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ApiFunc.Errors;

internal static class AddressMask
{
    private const string MaskedIPv6 = "x:x:x:x:x:x:x:x";
    private const int LongestIPv6 = 45;

    /// <summary>
    /// Masks IPv4 addresses (<c>192.x.x.x</c>) and IPv6 addresses. Versions (<c>1.2.3</c>), times (<c>12:30:00</c>) and names
    /// with colons (<c>PVE::Tools</c>) stay as they are. Takes linear time.
    /// </summary>
    public static string Apply(string text)
    {
        if (text.AsSpan().IndexOfAny('.', ':') < 0)
            return text;

        var masked = new StringBuilder(text.Length);
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var length = 0;
            while (length < rest.Length && IsPart(rest[length]))
                length++;
            if (length > 0)
                AppendMasked(masked, rest[..length]);
            else
                masked.Append(rest[length++]);
            rest = rest[length..];
        }

        return masked.ToString();
    }

    /// <summary>Whether a character may stand in an address, or in a word that is none because of it.</summary>
    private static bool IsPart(char character) => char.IsLetterOrDigit(character) || character is '.' or ':' or '_';

    /// <summary>Appends a run of such characters: labels, addresses and ports, with colons between them.</summary>
    private static void AppendMasked(StringBuilder masked, ReadOnlySpan<char> run)
    {
        while (true)
        {
            var address = run.TrimEnd('.');
            address = address.EndsWith("::") ? address : address.TrimEnd(':');
            if (IsIPv6(address))
            {
                masked.Append(MaskedIPv6).Append(run[address.Length..]);
                return;
            }

            var colon = run.IndexOf(':');
            var part = colon < 0 ? run : run[..colon];
            var fullStop = part.EndsWith('.') ? "." : "";
            if (IsIPv4(part.TrimEnd('.')))
                masked.Append(part[..part.IndexOf('.')]).Append(".x.x.x").Append(fullStop);
            else
                masked.Append(part);
            if (colon < 0)
                return;

            masked.Append(':');
            run = run[(colon + 1)..];
        }
    }

    private static bool IsIPv4(ReadOnlySpan<char> text)
    {
        var numbers = 0;
        foreach (var range in text.Split('.'))
        {
            if (numbers++ == 4 || !byte.TryParse(text[range], System.Globalization.NumberStyles.None, null, out _))
                return false;
        }

        return numbers == 4;
    }

    /// <summary>With a digit in it: <c>a::b</c> is rather a name of C++ or Perl.</summary>
    private static bool IsIPv6(ReadOnlySpan<char> text) =>
        text.Length <= LongestIPv6 && text.Count(':') >= 2 && text.IndexOfAnyInRange('0', '9') >= 0
        && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;
}
