// Texts that come again and again, kept once: a report then holds a number in the place of each.

using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ApiFunc.Statistics;

/// <summary>
/// Numbers for texts. There is room for so many; those that come later share one number, so that a file with ever new ones does
/// not fill the memory.
/// </summary>
/// <param name="most">How many different texts have a number of their own; at most 65,000.</param>
internal sealed class Names(int most = Names.Most)
{
    /// <summary>The number of the empty text, which stands for what is not known.</summary>
    public const ushort Unknown = 0;

    /// <summary>Stands between the parts of a text that has several.</summary>
    public const byte Separator = 0;

    /// <summary>How many different texts have a number of their own, by default.</summary>
    public const int Most = 10_000;

    private const string Others = "(others)";
    private const int LongestText = 512; // bytes

    private readonly Dictionary<byte[], ushort> _numbers = new(BytesComparer.Instance) { [[]] = Unknown };
    private readonly List<byte[]> _texts = [[]];

    /// <summary>How many numbers there are.</summary>
    public int Count => _texts.Count;

    /// <summary>The number of a text, of which the first 512 bytes count; the same for all if there is no room for more.</summary>
    public ushort NumberOf(ReadOnlySpan<byte> text)
    {
        text = Cut(text, LongestText);
        var numbers = _numbers.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (numbers.TryGetValue(text, out var number))
            return number;

        number = (ushort)_texts.Count;
        if (number > most + 1)
            return (ushort)(most + 1);

        var kept = number <= most ? text.ToArray() : Encoding.UTF8.GetBytes(Others);
        _texts.Add(kept);
        if (number <= most)
            _numbers.Add(kept, number);
        return number;
    }

    /// <summary>The text of a number. Bytes that are no UTF-8 become U+FFFD.</summary>
    public string TextOf(ushort number) => Encoding.UTF8.GetString(_texts[number]);

    /// <summary>The beginning of a text of at most so many bytes; no character of UTF-8 is cut in two.</summary>
    public static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> text, int limit)
    {
        const int continuationMask = 0xC0;
        const int continuation = 0x80;
        if (text.Length <= limit)
            return text;
        while (limit > 0 && (text[limit] & continuationMask) == continuation)
            limit--;
        return text[..limit];
    }

    private sealed class BytesComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static BytesComparer Instance { get; } = new();

        public bool Equals(byte[]? left, byte[]? right) => left.AsSpan().SequenceEqual(right);

        public bool Equals(ReadOnlySpan<byte> left, byte[] right) => left.SequenceEqual(right);

        public int GetHashCode([DisallowNull] byte[] text) => GetHashCode(text.AsSpan());

        // HashCode begins with a random number, so that nobody can choose texts that collide.
        public int GetHashCode(ReadOnlySpan<byte> text)
        {
            var hash = default(HashCode);
            hash.AddBytes(text);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> text) => text.ToArray();
    }
}
