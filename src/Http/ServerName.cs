// Which server a certificate is for: the rules of curl, by which RFC 9525 is read with the exceptions that private
// authorities still need.

using System.Net;
using System.Text;

namespace ApiFunc.Http;

/// <summary>The name or address by which a server is asked for.</summary>
internal sealed class ServerName
{
    private static ReadOnlySpan<byte> AnyLabel => "*."u8;

    private readonly byte[] _text;
    private readonly byte[]? _address;

    /// <param name="host">A name of DNS in ASCII (punycode), or an address. A final dot does not matter.</param>
    public ServerName(string host)
    {
        Text = host.EndsWith('.') ? host[..^1] : host;
        _text = Encoding.ASCII.GetBytes(Text);
        _address = IPAddress.TryParse(Text, out var address) ? address.GetAddressBytes() : null;
    }

    /// <summary>The name without a final dot, as TLS wants it (RFC 6066, section 3).</summary>
    public string Text { get; }

    /// <summary>Whether it is an address.</summary>
    public bool IsAddress => _address is not null;

    /// <summary>
    /// Whether a certificate is for this server. The common name counts only if there is neither a name nor an address among
    /// the alternative names.
    /// </summary>
    /// <param name="alternatives">The alternative names (RFC 5280, section 4.2.1.6).</param>
    /// <param name="commonName">The last common name of the subject; null if there is none.</param>
    public bool IsNamedBy(IReadOnlyList<AlternativeName> alternatives, byte[]? commonName)
    {
        var isDecided = false;
        foreach (var (kind, value) in alternatives)
        {
            isDecided |= kind is AlternativeName.Dns or AlternativeName.Address;
            var isFound = IsAddress
                ? kind == AlternativeName.Address && value.AsSpan().SequenceEqual(_address)
                : kind == AlternativeName.Dns && Matches(value);
            if (isFound)
                return true;
        }

        return !isDecided && commonName is not null && Matches(commonName);
    }

    /// <summary>
    /// Compares the name with one in a certificate, in which an asterisk may stand for the whole first label if at least two
    /// labels follow. It never stands for a part of an address.
    /// </summary>
    private bool Matches(ReadOnlySpan<byte> pattern)
    {
        if (pattern.EndsWith("."u8))
            pattern = pattern[..^1];
        if (IsAddress || !pattern.StartsWith(AnyLabel) || pattern[AnyLabel.Length..].IndexOf((byte)'.') < 0)
            return Ascii.EqualsIgnoreCase(_text, pattern);

        var dot = _text.AsSpan().IndexOf((byte)'.');
        return dot > 0 && Ascii.EqualsIgnoreCase(_text.AsSpan(dot), pattern[1..]);
    }
}

/// <summary>One of a certificate's alternative names.</summary>
/// <param name="Kind">Which of the kinds of RFC 5280, section 4.2.1.6.</param>
/// <param name="Value">A name in ASCII, the 4 or 16 bytes of an address, or whatever else.</param>
internal readonly record struct AlternativeName(int Kind, byte[] Value)
{
    /// <summary>dNSName.</summary>
    public const int Dns = 2;

    /// <summary>iPAddress.</summary>
    public const int Address = 7;
}
