// What a function sets in the script: shell code that the shim evaluates.

using System.Buffers;
using System.Text;

namespace ApiFunc.Script;

/// <summary>
/// Assignments to variables of the script, one a line, each followed by <see cref="Separator"/>. They take effect only if
/// the shim evaluates them.
/// </summary>
internal sealed class Assignments
{
    /// <summary>
    /// The line behind each assignment, a comment. No value holds it: the shim takes the assignments one by one there if
    /// they cannot be made together.
    /// </summary>
    public const string Separator = "#";

    private readonly ArrayBufferWriter<byte> _code = new();

    /// <summary>The assignments as shell code.</summary>
    public ReadOnlySpan<byte> Code => _code.WrittenSpan;

    /// <summary>Sets a variable of the script. NUL bytes are dropped, since no shell can hold them.</summary>
    /// <param name="name">One of <see cref="Variables.Assigned"/>; any other throws <see cref="ArgumentOutOfRangeException"/>.</param>
    /// <param name="value">Any bytes.</param>
    public void Set(string name, ReadOnlySpan<byte> value) => Write([], name, value);

    /// <inheritdoc cref="Set(string, ReadOnlySpan{byte})"/>
    public void Set(string name, string value) => Set(name, Encoding.UTF8.GetBytes(value));

    /// <summary>Sets a variable of the script and exports it; see <see cref="Set(string, ReadOnlySpan{byte})"/>.</summary>
    public void Export(string name, string value) => Write("export "u8, name, Encoding.UTF8.GetBytes(value));

    private void Write(ReadOnlySpan<byte> keyword, string name, ReadOnlySpan<byte> value)
    {
        if (!Variables.Assigned.Contains(name))
            throw new ArgumentOutOfRangeException(nameof(name), name, "the shim would evaluate a name that is not on the list");

        _code.Write(keyword);
        _code.Write(Encoding.ASCII.GetBytes(name));
        _code.Write("='"u8);
        foreach (var b in value)
        {
            // '#' is escaped like the quote: no value can hold the separator or the end mark.
            if (b is (byte)'\'' or (byte)'#')
                _code.Write([(byte)'\'', (byte)'\\', b, (byte)'\'']);
            else if (b != 0)
                _code.Write([b]);
        }

        _code.Write("'\n"u8);
        _code.Write(Encoding.ASCII.GetBytes($"{Separator}\n"));
    }
}
