// The variables of the script that called.

using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using ApiFunc.Platform;
using ApiFunc.Redaction;

namespace ApiFunc.Script;

/// <summary>What a script has set.</summary>
/// <param name="variable">Looks a variable up: its bytes, or null if it is not set.</param>
internal sealed class ScriptVariables(Func<string, byte[]?> variable)
{
    /// <summary>
    /// The longest string, in bytes, that the shim passes for one variable or argument. Linux takes 131,072 with the
    /// name and the final NUL (MAX_ARG_STRLEN in linux/binfmts.h).
    /// </summary>
    public const int LongestString = 131_000;

    /// <summary>The variables in the process's environment.</summary>
    public static ScriptVariables FromEnvironment()
    {
        var script = new ScriptVariables(ReadEnvironment);
        DebugLog.Sanitizer = OnOff.IsOn(script[Variables.DevMode]) ? Redactor.WithoutSecrets : null;
        return script;
    }

    /// <summary>
    /// A variable's text, null if it is not set. Bytes that are not UTF-8 become U+FFFD; a character that was cut in
    /// two because the value was too long is dropped.
    /// </summary>
    public string? this[string name] => Bytes(name) is { } bytes ? Text(bytes) : null;

    /// <summary>A variable's text, or <paramref name="otherwise"/> if it is empty or not set.</summary>
    public string Get(string name, string otherwise = "") => this[name] is { Length: > 0 } text ? text : otherwise;

    /// <summary>A variable's bytes, as paths need them; null if it is not set.</summary>
    public byte[]? Bytes(string name) => variable(name);

    /// <summary>What the shim passed as text; see the indexer for what becomes of bytes that are not UTF-8.</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == LongestString)
            bytes = bytes[..^IncompleteTail(bytes)];
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>
    /// An argument as the shim passed it. The runtime has decoded it already: a character that was cut in two left a
    /// U+FFFD at the end.
    /// </summary>
    public static string Argument(string text) =>
        text.EndsWith('\uFFFD') && Encoding.UTF8.GetByteCount(text) >= LongestString ? text[..^1] : text;

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
