// The list of hosts that are reached without a proxy, as curl reads it (lib/noproxy.c of curl).

using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ApiFunc.Http;

internal static class NoProxy
{
    /// <summary>
    /// Whether the list names a host: <c>*</c> alone names all; entries are separated by commas or blanks; a domain
    /// names itself and what is below it, with or without a leading dot; an address may carry a prefix length.
    /// </summary>
    /// <param name="list">The value of no_proxy, null where there is none.</param>
    /// <param name="host">A name or an address, without brackets.</param>
    public static bool Covers(string? list, string host)
    {
        if (list is null)
            return false;
        if (list == "*")
            return true;

        var address = IPAddress.TryParse(host, out var parsed) ? parsed : null;
        foreach (var range in list.AsSpan().SplitAny(", \t"))
        {
            var entry = list.AsSpan()[range];
            if (!entry.IsEmpty && (address is null ? IsWithin(host, entry) : IsWithin(address, entry)))
                return true;
        }

        return false;
    }

    private static bool IsWithin(ReadOnlySpan<char> host, ReadOnlySpan<char> domain)
    {
        host = host.TrimEnd('.');
        domain = domain.TrimEnd('.');
        if (domain.StartsWith('.'))
            domain = domain[1..];
        return !domain.IsEmpty
            && host.EndsWith(domain, StringComparison.OrdinalIgnoreCase)
            && (host.Length == domain.Length || host[^(domain.Length + 1)] == '.');
    }

    private static bool IsWithin(IPAddress address, ReadOnlySpan<char> entry)
    {
        var slash = entry.IndexOf('/');
        var network = slash < 0 ? entry : entry[..slash];
        if (!IPAddress.TryParse(network, out var start) || start.AddressFamily != address.AddressFamily)
            return false;

        // Four numbers, not one of the shorter forms. Without brackets, which .NET takes, too.
        if (network[0] == '[' || (start.AddressFamily == AddressFamily.InterNetwork && !network.SequenceEqual(start.ToString())))
            return false;

        var longest = start.GetAddressBytes().Length * 8;
        var bits = longest;
        if (slash >= 0 && (!int.TryParse(entry[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out bits) || bits > longest))
            return false;

        // To curl, a length of 0 is none: it does not stand for every address.
        return SamePrefix(address.GetAddressBytes(), start.GetAddressBytes(), bits == 0 ? longest : bits);
    }

    private static bool SamePrefix(byte[] left, byte[] right, int bits)
    {
        for (var i = 0; i < left.Length && bits > 0; i++, bits -= 8)
        {
            var mask = bits >= 8 ? 0xFF : 0xFF << (8 - bits);
            if (((left[i] ^ right[i]) & mask) != 0)
                return false;
        }

        return true;
    }
}
