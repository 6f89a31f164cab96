// A file of many certificates, of which a few are needed.

using System.Buffers;
using System.Buffers.Text;
using System.Formats.Asn1;
using ApiFunc.Platform;

namespace ApiFunc.Http;

/// <summary>
/// The certificates of a bundle by their subjects. OpenSSL reads those that are asked for, and decides what they are; to
/// have it read all of them (144 on Debian) takes 40 ms.
/// </summary>
internal sealed class PemBundle : IDisposable
{
    private readonly byte[] _text;
    private readonly List<Entry> _entries = [];
    private readonly List<nint> _certificates = [];

    /// <param name="text">What the file holds: anything, with certificates in it.</param>
    public PemBundle(byte[] text)
    {
        _text = text;
        Split();
    }

    private static ReadOnlySpan<byte> Begin => "-----BEGIN "u8;

    private static ReadOnlySpan<byte> End => "-----END "u8;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Whether no certificate has been found in it so far.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>
    /// Adds the certificates to an X509_STORE that OpenSSL would find there if it held all of them: it looks for them by
    /// their subject, and then for their issuers. Returns whether there are any that it did not add before.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="names">The names (X509_NAME) to begin with; more of them afterwards.</param>
    /// <param name="comparison">When two names are the same.</param>
    public bool AddTo(nint store, List<nint> names, NameComparison comparison)
    {
        var before = _certificates.Count;
        for (var i = 0; i < _entries.Count; i++)
        {
            var entry = _entries[i];
            if (entry.IsTaken || !(entry.Subject.Length == 0 || IsAmong(names, entry.Subject, comparison)))
                continue;

            _entries[i] = entry with { IsTaken = true };
            var certificate = Read(_text.AsSpan(entry.Start, entry.Length));
            if (certificate == 0)
            {
                DebugLog.Write($"a trusted certificate cannot be read and is passed over");
                continue;
            }

            IsEmpty = false;
            _certificates.Add(certificate);
            _ = OpenSsl.AddCertificate(store, certificate);

            // Its issuer may have stood before it.
            names.Add(OpenSsl.GetIssuerName(certificate));
            i = -1;
        }

        return _certificates.Count > before;
    }

    /// <summary>Frees what was read; the store keeps what it was given.</summary>
    public void Dispose()
    {
        _certificates.ForEach(OpenSsl.FreeCertificate);
        _certificates.Clear();
    }

    private static unsafe bool IsAmong(List<nint> names, byte[] subject, NameComparison comparison)
    {
        if (comparison == NameComparison.Bytes)
            return names.Exists(name => OpenSsl.BytesOfName(name).SequenceEqual(subject));

        fixed (byte* bytes = subject)
        {
            var position = bytes;
            var parsed = OpenSsl.NewName(0, &position, subject.Length);
            var isFound = names.Exists(name => OpenSsl.CompareNames(name, parsed) == 0);
            OpenSsl.FreeName(parsed);
            return isFound;
        }
    }

    /// <summary>
    /// Finds the entries. Each ends where the next begins, so that a spoilt one does no harm to the others. As for OpenSSL,
    /// one begins at the beginning of a line, and the text at a byte order mark, if there is one.
    /// </summary>
    private void Split()
    {
        byte[]? scratch = null;
        for (var start = Next(_text.AsSpan().StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0); start < _text.Length;)
        {
            var end = Next(start + Begin.Length);
            var text = _text.AsSpan(start, end - start);
            if (IsCertificate(text[Begin.Length..]))
            {
                var subject = Subject(text, ref scratch);
                IsEmpty &= subject.Length == 0;
                _entries.Add(new Entry(start, text.Length, subject, false));
            }

            start = end;
        }
    }

    /// <summary>Where the first entry at or behind a position begins; the end of the text if there is none.</summary>
    private int Next(int from)
    {
        for (var position = from; _text.AsSpan(position).IndexOf(Begin) is >= 0 and var distance; position += Begin.Length)
        {
            position += distance;
            if (position == from || _text[position - 1] == (byte)'\n')
                return position;
        }

        return _text.Length;
    }

    /// <summary>Whether a label is one of those that OpenSSL knows for certificates (PEM_read_bio_X509_AUX(3ssl)).</summary>
    private static bool IsCertificate(ReadOnlySpan<byte> label) =>
        label.StartsWith("CERTIFICATE-----"u8)
        || label.StartsWith("X509 CERTIFICATE-----"u8)
        || label.StartsWith("TRUSTED CERTIFICATE-----"u8);

    /// <summary>The subject of an entry in its usual form, DER; empty for one that only OpenSSL can say something about.</summary>
    private static byte[] Subject(ReadOnlySpan<byte> text, ref byte[]? scratch)
    {
        var end = text.IndexOf(End);
        var start = text.IndexOf((byte)'\n') + 1;
        if (end < start || start == 0)
            return [];

        var encoded = text[start..end];
        if (scratch is null || scratch.Length < encoded.Length)
            scratch = new byte[Math.Max(encoded.Length, 4096)];
        return Base64.DecodeFromUtf8(encoded, scratch, out _, out var length) == OperationStatus.Done
            ? SubjectOf(scratch.AsSpan(0, length)).ToArray()
            : [];
    }

    /// <summary>The subject of a certificate (RFC 5280, section 4.1): both DER. Empty for what is no certificate.</summary>
    private static ReadOnlySpan<byte> SubjectOf(ReadOnlySpan<byte> certificate)
    {
        const int before = 4; // serialNumber, signature, issuer, validity
        if (!TryRead(certificate, out _, out var signed, out _) || !TryRead(signed, out _, out var fields, out _))
            return [];
        if (TryRead(fields, out var tag, out _, out var version) && tag.HasSameClassAndValue(new Asn1Tag(TagClass.ContextSpecific, 0)))
            fields = fields[version..];

        int length;
        for (var i = 0; i < before; i++)
        {
            if (!TryRead(fields, out _, out _, out length))
                return [];
            fields = fields[length..];
        }

        return TryRead(fields, out _, out _, out length) ? fields[..length] : [];
    }

    private static bool TryRead(ReadOnlySpan<byte> der, out Asn1Tag tag, out ReadOnlySpan<byte> content, out int length)
    {
        var isRead = AsnDecoder.TryReadEncodedValue(der, AsnEncodingRules.BER, out tag, out var start, out var count, out length);
        content = isRead ? der.Slice(start, count) : [];
        return isRead;
    }

    private static unsafe nint Read(ReadOnlySpan<byte> text)
    {
        fixed (byte* bytes = text)
        {
            // With an empty password: without one, OpenSSL would ask the terminal for it if an entry is encrypted.
            byte none = 0;
            var buffer = OpenSsl.NewBuffer(bytes, text.Length);
            var certificate = OpenSsl.ReadCertificate(buffer, 0, 0, &none);
            _ = OpenSsl.FreeBuffer(buffer);
            return certificate;
        }
    }

    private readonly record struct Entry(int Start, int Length, byte[] Subject, bool IsTaken);
}

/// <summary>When two names of certificates are the same.</summary>
internal enum NameComparison
{
    /// <summary>If all of their bytes are. That is quick, and true of nearly all that are the same.</summary>
    Bytes,

    /// <summary>If they only differ in case, spaces and the kind of string (RFC 5280, section 7.1).</summary>
    Meaning,
}
