// The script that called: its variables come in, and assignments to its variables go out.

using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using ApiFunc.Platform;
using ApiFunc.Redaction;
using ApiFunc.Reports;
using ApiFunc.Shim;

namespace ApiFunc.Script;

/// <summary>The caller of a function: what it has set, and what the function sets in return.</summary>
/// <param name="variable">Looks a variable up: its bytes, or null where it is not set.</param>
internal sealed class ScriptVariables(Func<string, byte[]?> variable)
{
    /// <summary>
    /// The longest string, in bytes, that the shim passes for one variable or argument. Linux takes 131,072 with the
    /// name and the final NUL (MAX_ARG_STRLEN in linux/binfmts.h).
    /// </summary>
    public const int LongestString = 131_000;

    private readonly ArrayBufferWriter<byte> _assignments = new();
    private Settings? _settings;
    private MachineFacts? _facts;

    /// <summary>The caller whose variables are the process's environment.</summary>
    public static ScriptVariables FromEnvironment()
    {
        var script = new ScriptVariables(ReadEnvironment);
        DebugLog.Sanitizer = OnOff.IsOn(script[Variables.DevMode]) ? Redactor.WithoutSecrets : null;
        return script;
    }

    /// <summary>
    /// A variable's text, null where it is not set. Bytes that are not UTF-8 become U+FFFD; a character that was cut in
    /// two because the value was too long is dropped.
    /// </summary>
    public string? this[string name] => Bytes(name) is { } bytes ? Text(bytes) : null;

    /// <summary>The settings, as this script sees them. They are read once.</summary>
    public Settings Settings => _settings ??= new Settings(this);

    /// <summary>Has the settings read again, for who runs so long that an administrator may have changed them.</summary>
    public void ForgetSettings() => _settings = null;

    /// <summary>The facts about the machine, as this script sees them.</summary>
    public MachineFacts Facts => _facts ??= new MachineFacts(this);

    /// <summary>A variable's text, or <paramref name="otherwise"/> where it is empty or not set.</summary>
    public string Get(string name, string otherwise = "") => this[name] is { Length: > 0 } text ? text : otherwise;

    /// <summary>
    /// An argument as the shim passed it. The runtime has decoded it already: of a character that was cut in two there
    /// is a U+FFFD at the end.
    /// </summary>
    public static string Argument(string text) =>
        text.EndsWith('\uFFFD') && Encoding.UTF8.GetByteCount(text) >= LongestString ? text[..^1] : text;

    /// <summary>A variable's bytes, as paths need them; null where it is not set.</summary>
    public byte[]? Bytes(string name) => variable(name);

    /// <summary>
    /// Sets a variable of the script. Takes effect only where the shim evaluates it; NUL bytes are dropped, since no
    /// shell can hold them.
    /// </summary>
    /// <param name="name">One of <see cref="Variables.Assigned"/>.</param>
    /// <param name="value">Any bytes.</param>
    public void Assign(string name, ReadOnlySpan<byte> value) => Write([], name, value);

    /// <inheritdoc cref="Assign(string, ReadOnlySpan{byte})"/>
    public void Assign(string name, string value) => Assign(name, Encoding.UTF8.GetBytes(value));

    /// <summary>Sets a variable of the script, and exports it; see <see cref="Assign(string, ReadOnlySpan{byte})"/>.</summary>
    public void Export(string name, string value) => Write("export "u8, name, Encoding.UTF8.GetBytes(value));

    /// <summary>The assignments as shell code, one after the other.</summary>
    public ReadOnlySpan<byte> Assignments => _assignments.WrittenSpan;

    /// <summary>What the shim was given as text; see the indexer for what becomes of bytes that are not UTF-8.</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == LongestString)
            bytes = bytes[..^IncompleteTail(bytes)];
        return Encoding.UTF8.GetString(bytes);
    }

    private void Write(ReadOnlySpan<byte> keyword, string name, ReadOnlySpan<byte> value)
    {
        if (!Variables.Assigned.Contains(name))
            throw new ArgumentOutOfRangeException(nameof(name), name, "the shim would evaluate a name that is not on the list");

        _assignments.Write(keyword);
        _assignments.Write(Encoding.ASCII.GetBytes(name));
        _assignments.Write("='"u8);
        foreach (var b in value)
        {
            // Beside the quote: a value does not hold the mark of the end, so that what was cut short cannot seem whole.
            if (b is (byte)'\'' or (byte)'#')
                _assignments.Write([(byte)'\'', (byte)'\\', b, (byte)'\'']);
            else if (b != 0)
                _assignments.Write([b]);
        }

        _assignments.Write("'\n"u8);
        _assignments.Write(Encoding.ASCII.GetBytes($"{ShimEntry.NextMark}\n"));
    }

    /// <summary>How many bytes at the end are the beginning of a character whose rest is missing.</summary>
    private static int IncompleteTail(ReadOnlySpan<byte> bytes)
    {
        const int longestBeginning = 3;
        for (var length = 0; length <= longestBeginning; length++)
        {
            if (Rune.DecodeLastFromUtf8(bytes[..^length], out _, out _) == OperationStatus.Done)
                return length;
        }

        return 0;
    }

    private static unsafe byte[]? ReadEnvironment(string name)
    {
        var value = Libc.getenv(name);
        return value is null ? null : MemoryMarshal.CreateReadOnlySpanFromNullTerminated(value).ToArray();
    }
}
