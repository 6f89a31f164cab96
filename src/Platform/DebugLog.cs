// The lines that DEV_MODE shows on standard error; without it there are none. Nothing else depends on it.

using System.Runtime.CompilerServices;
using System.Text;

namespace ApiFunc.Platform;

internal static class DebugLog
{
    /// <summary>
    /// What takes the secrets out of a line (URLs may hold some). Nothing is written without one: it is null until whoever starts the
    /// program asks for these lines.
    /// </summary>
    public static Func<string, string>? Sanitizer { get; set; }

    /// <summary>Whether lines are written.</summary>
    public static bool Enabled => Sanitizer is not null;

    /// <summary>Writes one line without its secrets. Unless <see cref="Enabled"/>, the text is not even put together.</summary>
    public static void Write(ref DebugLine line)
    {
        if (Sanitizer is { } sanitizer)
            Say(Sanitize(line.ToStringAndClear(), sanitizer));
    }

    /// <summary>Writes what is sent, whole and as it is sent: it has been masked already, if that is for this program to do.</summary>
    /// <param name="where">What it is sent to, which may hold secrets.</param>
    /// <param name="body">The body. That of a script may have several lines, which are shown as one.</param>
    public static void WriteBody(string where, ReadOnlySpan<byte> body)
    {
        if (Sanitizer is { } sanitizer)
            Say($"{Sanitize(where, sanitizer)}: {Encoding.UTF8.GetString(body).ReplaceLineEndings(" ").Replace('\t', ' ')}");
    }

    private static void Say(string text) => Output.Error("apifunc: " + Output.Printable(text));

    private static string Sanitize(string text, Func<string, string> sanitizer)
    {
        try
        {
            return sanitizer(text);
        }
#pragma warning disable CA1031 // What happens must not depend on whether somebody looks.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return $"a line is not shown: {e.GetType().Name}";
        }
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
