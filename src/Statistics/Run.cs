// A run: one try to install something, of which several reports tell.

using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace ApiFunc.Statistics;

/// <summary>How far a run has come.</summary>
internal enum Outcome : byte
{
    /// <summary>No report tells of its end.</summary>
    Unfinished,
    Succeeded,
    Failed,
    Aborted,
}

/// <summary>What tells a run from others: a UUID as it is, a hash of any other text.</summary>
internal readonly record struct RunId(ulong High, ulong Low, bool IsUuid)
{
    private const int UuidLength = 36;

    // Unknown to whoever writes reports, so that nobody can choose IDs that collide.
    private static readonly ulong s_seed = (ulong)Random.Shared.NextInt64();

    /// <summary>A number that says where to look for it.</summary>
    public uint Slot => (uint)Mix(High ^ s_seed, Low ^ 0x9E3779B97F4A7C15);

    public static RunId Of(ReadOnlySpan<byte> text)
    {
        if (text.Length == UuidLength && Utf8Parser.TryParse(text, out Guid uuid, out var read) && read == UuidLength)
        {
            Span<byte> bytes = stackalloc byte[16];
            MemoryMarshal.Write(bytes, uuid);
            return new RunId(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]), true);
        }

        ulong high = s_seed, low = ~s_seed;
        for (; text.Length > 0; text = text[Math.Min(text.Length, sizeof(ulong))..])
        {
            ulong word = 0;
            text[..Math.Min(text.Length, sizeof(ulong))].CopyTo(MemoryMarshal.AsBytes(new Span<ulong>(ref word)));
            high = Mix(high ^ word, 0xA0761D6478BD642F);
            low = Mix(low ^ word, 0xE7037ED1A0B428DB ^ (ulong)text.Length);
        }

        return new RunId(high, low, false);
    }

    /// <summary>The UUID; empty for what is none.</summary>
    public override string ToString()
    {
        if (!IsUuid)
            return "";
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, High);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], Low);
        return MemoryMarshal.Read<Guid>(bytes).ToString();
    }

    private static ulong Mix(ulong left, ulong right)
    {
        var high = Math.BigMul(left, right, out var low);
        return high ^ low;
    }
}

/// <summary>What is known of a run. There may be millions, so it is small: 56 bytes.</summary>
internal struct Run
{
    public RunId Id;

    /// <summary>When its first report was written, in milliseconds since 1970; 0 if no report has a time.</summary>
    public long Begin;

    /// <summary>When the report was written that says how far it has come.</summary>
    public long Latest;

    /// <summary>Seconds from the beginning to the end, as the latest report has them; 0 if it does not say.</summary>
    public int Duration;

    /// <summary>Kind and name of what was installed.</summary>
    public ushort Application;

    public ushort PveVersion;

    public ushort Repository;

    /// <summary>The status of the latest report, or what failed.</summary>
    public ushort Detail;

    public Outcome Outcome;

    /// <summary>
    /// How many seconds it took, if it succeeded: as it says itself, else as the times of its reports say; 0 if that is not known.
    /// </summary>
    public readonly int Seconds =>
        Outcome != Outcome.Succeeded ? 0
        : Duration > 0 ? Duration
        : Begin > 0 && Latest > Begin ? (int)Math.Min((Latest - Begin) / 1000, int.MaxValue)
        : 0;
}
