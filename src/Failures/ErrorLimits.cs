// How much of an error is kept: the script may tune it.

using System.Globalization;
using ApiFunc.Script;

namespace ApiFunc.Failures;

internal static class ErrorLimits
{
    private const int Most = 9_999_999;

    /// <summary>Lines of output that a capture file holds.</summary>
    public static int Lines(ScriptVariables script) => Number(script.Get(Variables.TelemetryErrorMaxLines), 60);

    /// <summary>Bytes of output that a capture file holds, and that are taken from a log.</summary>
    public static int Bytes(ScriptVariables script) => Number(script.Get(Variables.TelemetryErrorMaxBytes), 10240);

    /// <summary>A positive number, of which no more counts than <see cref="Most"/>; the default for anything else.</summary>
    public static int Number(string text, int otherwise)
    {
        if (!text.All(char.IsAsciiDigit) || text.AsSpan().TrimStart('0') is not { IsEmpty: false } digits)
            return otherwise;

        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Min(number, Most) : Most;
    }
}
