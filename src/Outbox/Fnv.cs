// FNV-1a with 64 bits (RFC 9923): short names for long ones, and a sum that tells of a damaged file. No secret depends on it.

namespace ApiFunc.Outbox;

internal static class Fnv
{
    public static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = 14695981039346656037;
        foreach (var b in bytes)
            hash = (hash ^ b) * 1099511628211;
        return hash;
    }
}
