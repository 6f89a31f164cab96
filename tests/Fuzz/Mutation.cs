// Mutated inputs: a seed with one to eight changes of the kinds that parsers fail at.

using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using CsCheck;

namespace Fuzz;

/// <summary>Makes inputs out of seeds and words.</summary>
internal sealed class Mutation(IReadOnlyList<byte[]> seeds, IReadOnlyList<byte[]> words) : Gen<byte[]>
{
    private const int MostChanges = 8;
    private const int Largest = 64 * 1024;

    // The edges of the numbers that programs keep lengths in.
    private static readonly long[] s_edges =
    [
        0, 1, -1, 127, 128, 255, 256, 32767, 32768, 65535, 65536,
        int.MaxValue, 1L + int.MaxValue, uint.MaxValue, 1L + uint.MaxValue, long.MaxValue, long.MinValue,
    ];

    // Lone continuation and lead bytes, an overlong slash, a surrogate, beyond Unicode; then characters that are more than a letter.
    private static readonly byte[][] s_characters =
    [
        [0x80], [0xC3], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF0, 0x9F, 0x98],
        .. new[] { "é", "😀", "\u202e", "\u2028", "\u0085", "\ufeff", "\0", "\e[", "\e]0;", "\r", "\r\n", "'", "\"", "\\" }
            .Select(Encoding.UTF8.GetBytes),
    ];

    public override byte[] Generate(PCG pcg, Size? min, out Size size)
    {
        size = new Size(0);
        var input = Pick(pcg, seeds);
        var changes = 1 + Below(pcg, MostChanges);
        for (var i = 0; i < changes; i++)
        {
            input = Change(pcg, input);
            if (input.Length > Largest)
                input = input[..Largest];
        }

        return input;
    }

    private byte[] Change(PCG pcg, byte[] input)
    {
        var (start, end) = Range(pcg, input.Length);
        var piece = input[start..end];
        switch (Below(pcg, 14))
        {
            case 0 or 1 when input.Length > 0:
                return With(input, Below(pcg, input.Length), b => (byte)(b ^ (1 << Below(pcg, 8))));
            case 2 when input.Length > 0:
                return With(input, Below(pcg, input.Length), _ => (byte)Below(pcg, 256));
            case 3 or 4 when words.Count > 0:
                return Replace(input, start, start, Pick(pcg, words));
            case 5 when words.Count > 0:
                return Replace(input, start, end, Pick(pcg, words));
            case 6:
                return Replace(input, start, end, []);
            case 7: // repeated: rarely so often that what is not linear takes its time
                var times = Below(pcg, 16) == 0 ? Largest / Math.Max(piece.Length, 1) : 1 + Below(pcg, 6);
                return Replace(input, start, end, Repeat(piece, times));
            case 8: // spliced: the rest comes from another seed
                var other = Pick(pcg, seeds);
                return [.. input[..start], .. other[Below(pcg, other.Length + 1)..]];
            case 9:
                return input[..start];
            case 10:
                return ChangeNumber(pcg, input, start);
            case 11:
                return ChangeLength(pcg, input, start);
            case 12: // moved
                return Replace(Replace(input, start, end, []), Below(pcg, input.Length - piece.Length + 1), null, piece);
            default:
                return Replace(input, start, start, Pick(pcg, s_characters));
        }
    }

    /// <summary>Puts an edge in the place of the next number that is written in digits.</summary>
    private static byte[] ChangeNumber(PCG pcg, byte[] input, int from)
    {
        var start = input.AsSpan(from).IndexOfAnyInRange((byte)'0', (byte)'9');
        if (start < 0)
            return input;

        start += from;
        var length = input.AsSpan(start).IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var number = Pick(pcg, s_edges);
        var text = Below(pcg, 4) == 0 ? number.ToString("x", CultureInfo.InvariantCulture) : number.ToString(CultureInfo.InvariantCulture);
        return Replace(input, start, length < 0 ? input.Length : start + length, Encoding.ASCII.GetBytes(text));
    }

    /// <summary>Puts an edge over one, two, four or eight bytes, as binary formats have their lengths.</summary>
    private static byte[] ChangeLength(PCG pcg, byte[] input, int start)
    {
        var number = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(number, Pick(pcg, s_edges));
        var length = Math.Min(1 << Below(pcg, 4), input.Length - start);
        return Replace(input, start, start + length, number[..length]);
    }

    private static byte[] Repeat(byte[] piece, int times)
    {
        var repeated = new byte[piece.Length * times];
        for (var at = 0; at < repeated.Length; at += piece.Length)
            piece.CopyTo(repeated, at);
        return repeated;
    }

    private static byte[] Replace(byte[] input, int start, int? end, byte[] piece) =>
        [.. input[..start], .. piece, .. input[(end ?? start)..]];

    private static byte[] With(byte[] input, int at, Func<byte, byte> change)
    {
        byte[] changed = [.. input];
        changed[at] = change(changed[at]);
        return changed;
    }

    /// <summary>A part of an input: mostly a short one, sometimes any.</summary>
    private static (int Start, int End) Range(PCG pcg, int length)
    {
        var start = Below(pcg, length + 1);
        var longest = Below(pcg, 4) == 0 ? length : 16;
        return (start, start + Below(pcg, Math.Min(longest, length - start) + 1));
    }

    private static T Pick<T>(PCG pcg, IReadOnlyList<T> items) => items[Below(pcg, items.Count)];

    private static int Below(PCG pcg, int limit) => (int)pcg.Next((uint)limit);
}
