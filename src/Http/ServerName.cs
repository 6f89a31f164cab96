// Whether a certificate is for a server, by the rules of curl: RFC 9525, with the exceptions that private authorities still need.

using System.Net;
using System.Text;

namespace ApiFunc.Http;

/// <summary>The name or address of a server, as the client asks for it.</summary>
internal sealed class ServerName
{
    private static ReadOnlySpan<byte> Wildcard => "*."u8;

    private readonly byte[] _text;
    private readonly byte[]? _address;

    /// <param name="host">A DNS name in ASCII (punycode), or an address. A dot at the end is ignored.</param>
    public ServerName(string host)
    {
        Text = host.EndsWith('.') ? host[..^1] : host;
        _text = Encoding.ASCII.GetBytes(Text);
        _address = IPAddress.TryParse(Text, out var address) ? address.GetAddressBytes() : null;
    }

    /// <summary>The name without a dot at the end, as TLS sends it (RFC 6066, section 3).</summary>
    public string Text { get; }

    /// <summary>Whether it is an address.</summary>
    public bool IsAddress => _address is not null;

    /// <summary>
    /// Whether a certificate is for this server. The common name counts only if the certificate has no alternative name that is
    /// a DNS name or an address.
    /// </summary>
    /// <param name="alternatives">The subject's alternative names (RFC 5280, section 4.2.1.6).</param>
    /// <param name="commonName">The subject's last common name; null if there is none.</param>
    public bool IsNamedBy(IReadOnlyList<AlternativeName> alternatives, byte[]? commonName)
    {
        var hasNames = false;
        foreach (var (kind, value) in alternatives)
        {
            hasNames |= kind is AlternativeName.Dns or AlternativeName.Address;
            var isMatch = IsAddress
                ? kind == AlternativeName.Address && value.AsSpan().SequenceEqual(_address)
                : kind == AlternativeName.Dns && Matches(value);
            if (isMatch)
                return true;
        }

        return !hasNames && commonName is not null && Matches(commonName);
    }

    /// <summary>
    /// Compares the name with one in a certificate. A wildcard there stands for the whole first label, if two labels or more
    /// follow it; it never stands for a part of an address.
    /// </summary>
    private bool Matches(ReadOnlySpan<byte> pattern)
    {
        if (pattern.EndsWith("."u8))
            pattern = pattern[..^1];
        if (IsAddress || !pattern.StartsWith(Wildcard) || pattern[Wildcard.Length..].IndexOf((byte)'.') < 0)
            return Ascii.EqualsIgnoreCase(_text, pattern);

        var dot = _text.AsSpan().IndexOf((byte)'.');
        return dot > 0 && Ascii.EqualsIgnoreCase(_text.AsSpan(dot), pattern[1..]);
    }
}

/// <summary>An alternative name of a certificate.</summary>
/// <param name="Kind">Its tag in GeneralName (RFC 5280, section 4.2.1.6).</param>
/// <param name="Value">A name in ASCII, the 4 or 16 bytes of an address, or something else.</param>
internal readonly record struct AlternativeName(int Kind, byte[] Value)
{
    /// <summary>dNSName.</summary>
    public const int Dns = 2;

    /// <summary>iPAddress.</summary>
    public const int Address = 7;
}
