// How much of an error is kept: the script may tune it.

using ApiFunc.Caller;

namespace ApiFunc.Errors;

internal static class Limits
{
    /// <summary>Lines of output that a capture file holds.</summary>
    public static int ErrorLines(CallingScript script) => Number(script.Get(Variables.TelemetryErrorMaxLines), 60);

    /// <summary>Bytes of output that a capture file holds, and that are taken from a log.</summary>
    public static int ErrorBytes(CallingScript script) => Number(script.Get(Variables.TelemetryErrorMaxBytes), 10240);

    /// <summary>A positive number of up to seven digits; the default for anything else.</summary>
    public static int Number(string text, int otherwise) =>
        text.Length <= 7 && int.TryParse(text, System.Globalization.NumberStyles.None, null, out var number) && number > 0 ? number : otherwise;
}
