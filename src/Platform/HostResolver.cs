// Resolves host names with the resolver of the glibc that is linked in.

using System.Net;
using System.Runtime.InteropServices;

namespace ApiFunc.Platform;

/// <summary>Resolves host names: /etc/hosts first, then DNS.</summary>
internal static class HostResolver
{
    private const int SOCK_STREAM = 1;
    private const ushort AF_INET = 2;
    private const ushort AF_INET6 = 10;

    /// <summary>
    /// Keeps lookups inside the binary. Otherwise glibc would load the modules that /etc/nsswitch.conf names: they are built for
    /// the host's glibc, and a static one crashes in them.
    /// </summary>
    static HostResolver() => Libc.__nss_configure_lookup("hosts", "files dns");

    /// <summary>
    /// The addresses of a host in the order of getaddrinfo(3), the preferred one first. Throws <see cref="IOException"/> if the name
    /// is not found. Waits for as long as resolv.conf(5) says.
    /// </summary>
    public static unsafe IPAddress[] Resolve(string host)
    {
        var hints = new AddrInfo { SocketType = SOCK_STREAM };
        AddrInfo* first = null;
        var error = Libc.getaddrinfo(host, null, &hints, &first);
        if (error != 0)
            throw new IOException($"could not resolve host {host}: {Marshal.PtrToStringUTF8((nint)Libc.gai_strerror(error))}");

        var addresses = new List<IPAddress>();
        for (var one = first; one is not null; one = one->Next)
        {
            if (AddressIn(new ReadOnlySpan<byte>(one->Address, (int)one->AddressLength)) is { } address)
                addresses.Add(address);
        }

        Libc.freeaddrinfo(first);
        return [.. addresses];
    }

    /// <summary>The address in a <c>struct sockaddr_in</c> or <c>sockaddr_in6</c> (netinet/in.h); null for another family.</summary>
    private static IPAddress? AddressIn(ReadOnlySpan<byte> address) => MemoryMarshal.Read<ushort>(address) switch
    {
        AF_INET => new IPAddress(address.Slice(4, 4)),
        AF_INET6 => new IPAddress(address.Slice(8, 16), MemoryMarshal.Read<uint>(address[24..])),
        _ => null,
    };
}
