// The lines that DEV_MODE=true shows on standard error; without it there are none.

using System.Runtime.CompilerServices;
using ApiFunc.Privacy;

namespace ApiFunc.Platform;

internal static class DebugLog
{
    /// <summary>Whether lines are written. Set once, as soon as there are variables of a caller.</summary>
    public static bool Enabled { get; set; }

    /// <summary>
    /// Writes one line without its secrets (URLs may hold some), where there is somebody to read it: the text is not even put
    /// together otherwise.
    /// </summary>
    public static void Write(ref DebugLine line)
    {
        if (Enabled)
            Output.Error("apifunc: " + Output.Printable(Redactor.WithoutSecrets(line.ToStringAndClear())));
    }
}

/// <summary>An interpolated string that is built only while <see cref="DebugLog.Enabled"/>.</summary>
[InterpolatedStringHandler]
internal ref struct DebugLine
{
    private DefaultInterpolatedStringHandler _text;

    public DebugLine(int literalLength, int formattedCount, out bool enabled)
    {
        enabled = DebugLog.Enabled;
        if (enabled)
            _text = new DefaultInterpolatedStringHandler(literalLength, formattedCount);
    }

    public void AppendLiteral(string text) => _text.AppendLiteral(text);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public void AppendFormatted<T>(T value, string format) => _text.AppendFormatted(value, format);

    public string ToStringAndClear() => _text.ToStringAndClear();
}
