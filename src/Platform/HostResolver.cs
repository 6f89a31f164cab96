// Addresses of hosts, looked up without the host's own libraries.

using System.Net;
using System.Runtime.InteropServices;

namespace ApiFunc.Platform;

internal static class HostResolver
{
    private const int StreamSocket = 1;
    private const ushort InternetV4 = 2;
    private const ushort InternetV6 = 10;

    /// <summary>
    /// Keeps lookups inside the binary. The static glibc would load the modules that /etc/nsswitch.conf names, built
    /// for another glibc, and crash in them.
    /// </summary>
    static HostResolver() => Libc.__nss_configure_lookup("hosts", "files dns");

    /// <summary>The addresses of a host, the best one first, as getaddrinfo(3) sorts them. Throws <see cref="IOException"/> where it has none.</summary>
    public static unsafe IPAddress[] AddressesOf(string host)
    {
        var hints = new AddrInfo { SocketType = StreamSocket };
        AddrInfo* first = null;
        var error = Libc.getaddrinfo(host, null, &hints, &first);
        if (error != 0)
            throw new IOException($"the name {host} was not found: {Marshal.PtrToStringUTF8((nint)Libc.gai_strerror(error))}");

        var addresses = new List<IPAddress>();
        for (var one = first; one is not null; one = one->Next)
        {
            if (AddressIn(new ReadOnlySpan<byte>(one->Address, (int)one->AddressLength)) is { } address)
                addresses.Add(address);
        }

        Libc.freeaddrinfo(first);
        return [.. addresses];
    }

    /// <summary>The address in a <c>struct sockaddr_in</c> or <c>sockaddr_in6</c> (netinet/in.h); null in another one.</summary>
    private static IPAddress? AddressIn(ReadOnlySpan<byte> address) => MemoryMarshal.Read<ushort>(address) switch
    {
        InternetV4 => new IPAddress(address.Slice(4, 4)),
        InternetV6 => new IPAddress(address.Slice(8, 16), MemoryMarshal.Read<uint>(address[24..])),
        _ => null,
    };
}
