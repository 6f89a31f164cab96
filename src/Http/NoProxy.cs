// The list of hosts that need no proxy (no_proxy), as curl reads it (lib/noproxy.c of curl).

using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ApiFunc.Http;

/// <summary>Decides whether a host is on the list.</summary>
internal static class NoProxy
{
    /// <summary>
    /// Whether a list contains a host. <c>*</c> alone stands for all hosts. Entries are separated by commas or blanks: a domain,
    /// with or without a leading dot, stands for itself and its subdomains, an address may have a prefix length.
    /// </summary>
    /// <param name="list">The value of no_proxy; null if it is not set.</param>
    /// <param name="host">A name, or an address without brackets.</param>
    public static bool Matches(string? list, string host)
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

        // .NET also accepts brackets, and IPv4 addresses of fewer than four numbers. curl does not.
        if (network[0] == '[' || (start.AddressFamily == AddressFamily.InterNetwork && !network.SequenceEqual(start.ToString())))
            return false;

        var longest = start.GetAddressBytes().Length * 8;
        var bits = longest;
        if (slash >= 0
            && (!int.TryParse(entry[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out bits) || bits > longest))
            return false;

        // For curl, a prefix length of 0 means that there is none: the entry is a single address.
        return HaveSamePrefix(address.GetAddressBytes(), start.GetAddressBytes(), bits == 0 ? longest : bits);
    }

    private static bool HaveSamePrefix(byte[] left, byte[] right, int bits)
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
