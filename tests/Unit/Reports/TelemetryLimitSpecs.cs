// Whatever a script holds: a telemetry report is valid JSON within the limits of the server, and says as much as it can.

using System.Text;
using System.Text.Json;
using ApiFunc.Redaction;
using ApiFunc.Reports;
using ApiFunc.Script;
using CsCheck;
using Unit.Harness;

namespace Unit;

public sealed class TelemetryLimitSpecs
{
    private const int LargestBody = TelemetryLimits.LargestBody;
    private const int LongestError = TelemetryLimits.LongestError;
    private const int LongestEscape = 12; // of one character, \uD83D\uDE00

    // Pieces of text that take one to twelve bytes each once escaped, and what numbers are made of.
    private static readonly Gen<byte[]> Value =
        from pieces in Gen.OneOf(
            "a", "\"", "\\", "\n", "\u0001", "\u007F", "</x>", "é", "日", "😀", "\u2028", "0", "9", "-", "G", "true", "ProxmoxVE", "$(x)",
            "'", "\uFFFE")
            .Select(Encoding.UTF8.GetBytes).Array[0, 12]
        from invalid in Gen.Byte.Array[0, 3]
        from times in Gen.OneOf(0, 1, 1, 1, 7, 1000)
        select Enumerable.Repeat(
            (byte[])[.. pieces.SelectMany(piece => piece), .. invalid.Where(b => b != 0)], times).SelectMany(bytes => bytes).ToArray();

    public static TheoryData<string, string> WorstTexts => new()
    {
        { "tabs", new string('\t', LongestError) },
        { "quotes", new string('"', LongestError + 1) },
        { "two bytes each", new string('é', LongestError) },
        { "three bytes each", new string('日', LongestError) },
        { "surrogates", string.Concat(Enumerable.Repeat("😀", LongestError)) },
        { "mixed", string.Concat(Enumerable.Repeat("ab\té\n\"😀日", LongestError / 8)) },
        { "the worst last", new string('x', 100_000) + new string('é', LongestError) },
        { "the worst first", new string('é', 40_000) + new string('x', LongestError) },
    };

    [Theory, MemberData(nameof(WorstTexts))]
    public void An_error_is_shortened_until_the_body_fits_and_no_more(string what, string error)
    {
        var script = Harness.Script.With(("_TM_SYSINFO_DONE", "true"), ("FAILED_COMMAND", new string('é', 10_000)));
        byte[][] bodies =
        [
            script.Installation("failed", "1", error),
            script.Telemetry().Tool(new ToolRun("id", "tool", "failed", "1", error)).Body,
            script.Telemetry().Addon(new ToolRun("id", "addon", "failed", "1", error)).Body,
        ];

        Assert.All(
            bodies,
            body =>
            {
                var sent = JsonDocument.Parse(body).RootElement.GetProperty("error").GetString()!;
                Assert.StartsWith(sent, error, StringComparison.Ordinal);
                var isFullBody = body.Length is > LargestBody - LongestEscape and <= LargestBody;
                var isFullError = Encoding.UTF8.GetByteCount(sent) is > LongestError - 4 and <= LongestError;
                Assert.True(
                    isFullBody || (isFullError && body.Length <= LargestBody),
                    $"{what}: {body.Length} bytes, {sent.Length} characters of the error");
            });
    }

    [Fact]
    public void An_error_that_fits_comes_whole()
    {
        var script = Harness.Script.With(("_TM_SYSINFO_DONE", "true"));
        var error = new string('x', LongestError - 5) + "\"é\n";

        Assert.Equal(error, JsonDocument.Parse(script.Installation("failed", "1", error)).RootElement.GetProperty("error").GetString());
    }

    [Fact]
    public void Whatever_the_variables_hold_the_body_is_valid_JSON_within_the_limits()
    {
        string[] names = [.. Variables.Passed.Where(name => name is not "_TM_SYSINFO_DONE")];
        Gen.Select(Value.Array[names.Length], Value.Array[5]).ForAll(
            (values, arguments) =>
            {
                var script = Harness.Script.WithBytes(names.Zip(values).Append(("_TM_SYSINFO_DONE", "true"u8.ToArray())));
                var text = arguments.Select(Encoding.UTF8.GetString).ToArray();

                TelemetryLimits.AssertHold(script.Installation(text[0], text[1], text[2]));
                var request = script.Telemetry().Installation(
                    InstallationSubject.Of(script), text[0], new Failure(text[1], text[2], text[3]), TimeSpan.FromSeconds(1));
                TelemetryLimits.AssertHold(request.Body);
                TelemetryLimits.AssertHold(request.ShorterBody ?? request.Body);
                TelemetryLimits.AssertKnownWords(request.ShorterBody ?? request.Body);
                TelemetryLimits.AssertHold(script.Telemetry().Tool(new ToolRun("id", text[3], text[0], text[1], text[2])).Body);
                TelemetryLimits.AssertHold(script.Telemetry().Addon(new ToolRun("id", text[3], text[0], text[1], text[2])).Body);
            },
            iter: 200);
    }

    [Fact]
    public void Text_arrives_as_it_was()
    {
        // Some of it looks like a secret by chance.
        var harmless = Value.Where(value => Encoding.UTF8.GetString(value) is var text && new Redactor("").Apply(text) == text);
        Gen.Select(harmless, harmless).ForAll(
            (value, error) =>
            {
                var script = Harness.Script.WithBytes(("_TM_SYSINFO_DONE", "true"u8.ToArray()), ("FAILED_COMMAND", value));
                var (command, text) = (Encoding.UTF8.GetString(value), Encoding.UTF8.GetString(error));

                var body = script.Installation("failed", "1", text);

                var sent = JsonDocument.Parse(body).RootElement;
                Assert.StartsWith(sent.GetProperty("failed_command").GetString()!, command, StringComparison.Ordinal);
                Assert.StartsWith(sent.GetProperty("error").GetString()!, text, StringComparison.Ordinal);
                Assert.True(Encoding.UTF8.GetByteCount(command) > 4096 || command == sent.GetProperty("failed_command").GetString());
            },
            iter: 200);
    }
}
