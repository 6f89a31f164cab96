// A bundle: a file of many PEM certificates, of which a few are needed.

using System.Buffers;
using System.Buffers.Text;
using System.Formats.Asn1;
using ApiFunc.Platform;

namespace ApiFunc.Http;

/// <summary>
/// Finds certificates in a bundle by their subjects. OpenSSL parses only those that it needs: parsing all of them (144 on Debian)
/// takes 40 ms.
/// </summary>
internal sealed class PemBundle : IDisposable
{
    private readonly byte[] _text;
    private readonly List<Entry> _entries = [];
    private readonly List<nint> _certificates = [];
    private readonly string? _problem;
    private bool _isEmpty = true;

    /// <param name="text">The content of the file: any bytes, with PEM certificates among them.</param>
    /// <param name="problem">Why the file could not be read, for people; null if it was.</param>
    public PemBundle(byte[] text, string? problem = null)
    {
        _text = text;
        _problem = problem;
        Split();
    }

    private static ReadOnlySpan<byte> Begin => "-----BEGIN "u8;

    private static ReadOnlySpan<byte> End => "-----END "u8;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Why it has no certificates, for people; null if it has some.</summary>
    public string? Problem => _problem ?? (_isEmpty ? "no PEM certificate found in it" : null);

    /// <summary>
    /// Adds certificates to an X509_STORE: those whose subject is one of some names, then the certificates of their issuers, and so
    /// on. Returns whether any were added.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="names">The names (X509_NAME). Those of issuers are added to them.</param>
    /// <param name="comparison">How names are compared.</param>
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
                DebugLog.Write($"skipped a trusted certificate that cannot be read");
                continue;
            }

            _isEmpty = false;
            _certificates.Add(certificate);
            _ = OpenSsl.X509_STORE_add_cert(store, certificate);

            // The certificate of its issuer may be before it.
            names.Add(OpenSsl.X509_get_issuer_name(certificate));
            i = -1;
        }

        return _certificates.Count > before;
    }

    /// <summary>Frees the certificates; the store has its own references to those that were added.</summary>
    public void Dispose()
    {
        _certificates.ForEach(OpenSsl.X509_free);
        _certificates.Clear();
    }

    private static unsafe bool IsAmong(List<nint> names, byte[] subject, NameComparison comparison)
    {
        if (comparison == NameComparison.Exact)
            return names.Exists(name => OpenSsl.BytesOfName(name).SequenceEqual(subject));

        fixed (byte* bytes = subject)
        {
            var position = bytes;
            var parsed = OpenSsl.d2i_X509_NAME(0, &position, subject.Length);
            var isFound = names.Exists(name => OpenSsl.X509_NAME_cmp(name, parsed) == 0);
            OpenSsl.X509_NAME_free(parsed);
            return isFound;
        }
    }

    /// <summary>
    /// Finds the entries. Each ends where the next one begins, so that a damaged one does not affect the others. As for OpenSSL, an
    /// entry begins at the beginning of a line, and a byte order mark at the beginning of the file is skipped.
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
                _isEmpty &= subject.Length == 0;
                _entries.Add(new Entry(start, text.Length, subject, false));
            }

            start = end;
        }
    }

    /// <summary>The position of the first entry at or after another position; the end of the text if there is none.</summary>
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

    /// <summary>Whether a label is one that OpenSSL accepts for certificates (PEM_read_bio_X509_AUX(3ssl)).</summary>
    private static bool IsCertificate(ReadOnlySpan<byte> label) =>
        label.StartsWith("CERTIFICATE-----"u8)
        || label.StartsWith("X509 CERTIFICATE-----"u8)
        || label.StartsWith("TRUSTED CERTIFICATE-----"u8);

    /// <summary>The DER subject of an entry; empty if it is not plain Base64 of a certificate, and OpenSSL has to look at it.</summary>
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

    /// <summary>The DER subject of a DER certificate (RFC 5280, section 4.1); empty if it is malformed.</summary>
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
            // With an empty password: for an encrypted entry, OpenSSL would otherwise ask for one on the terminal.
            byte none = 0;
            var buffer = OpenSsl.BIO_new_mem_buf(bytes, text.Length);
            var certificate = OpenSsl.PEM_read_bio_X509_AUX(buffer, 0, 0, &none);
            _ = OpenSsl.BIO_free(buffer);
            return certificate;
        }
    }

    private readonly record struct Entry(int Start, int Length, byte[] Subject, bool IsTaken);
}

/// <summary>How names of certificates are compared.</summary>
internal enum NameComparison
{
    /// <summary>Byte by byte. That is fast, and finds nearly all.</summary>
    Exact,

    /// <summary>Regardless of case, spaces and the type of the strings (RFC 5280, section 7.1).</summary>
    Normalized,
}
