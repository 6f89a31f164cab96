// What every target of the fuzzer has: inputs to begin with, the words of its format, and what has to hold for any input.

using System.Text;
using CsCheck;

namespace Fuzz;

/// <summary>A reader, or the binary, and what must be true whatever it is given. One input is tried at a time.</summary>
internal abstract class Target : IDisposable
{
    /// <summary>Whole inputs, as they occur. Mutations begin with one of them.</summary>
    public abstract IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>What the format is made of, so that mutations get beyond its first check.</summary>
    public virtual IReadOnlyList<byte[]> Words => [];

    /// <summary>How many inputs the tests try. Those that start the binary take some milliseconds each.</summary>
    public virtual int Cases => 200;

    /// <summary>The inputs: the same number of the same seed is always the same one.</summary>
    public Gen<byte[]> Inputs => new Mutation(Seeds, Words);

    /// <summary>Tries an input. Throws if something does not hold.</summary>
    public abstract void Check(byte[] input);

    public virtual void Dispose() => GC.SuppressFinalize(this);

    /// <summary>Bytes as they are written in source: each character is the byte of its number.</summary>
    protected static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    /// <inheritdoc cref="Bytes(string)"/>
    protected static byte[][] Each(params string[] texts) => [.. texts.Select(Bytes)];

    /// <summary>The parts of an input that is more than one; at least one, which may be empty.</summary>
    protected static List<byte[]> Split(ReadOnlySpan<byte> input, byte separator)
    {
        var parts = new List<byte[]>();
        foreach (var range in input.Split(separator))
            parts.Add(input[range].ToArray());
        return parts;
    }

    /// <summary>Fails unless a text is whole: no half of a surrogate pair is left of a character.</summary>
    protected static void AssertIsText(string text) =>
        Assert.True(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text, "a character is cut in two");
}
