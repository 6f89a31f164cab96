// Capture files: what is read of one has its form, and what is written of that is read again as it was.

using System.Text;
using ApiFunc.Failures;
using ApiFunc.Redaction;
using EndToEnd.Harness;
using Unit.Harness;

namespace Fuzz.Targets;

internal sealed class CaptureFileTarget : Target
{
    private readonly TemporaryDirectory _directory = new();

    public override IReadOnlyList<byte[]> Seeds { get; } = Each(
        "EXIT_CODE=100\nLINE=61\nCOMMAND=apt-get install -y redis\n--- OUTPUT ---\nE: Unable to locate package redis\n",
        "EXIT_CODE=127\r\nLINE= 12 \r\nCOMMAND=a=b; c\r\n--- OUTPUT ---\r\nnot found\r\n",
        "EXIT_CODE=1\nEXIT_CODE=255\nCOMMAND=\n--- OUTPUT ---\n\n \n",
        "LINE=1\n--- OUTPUT ---\nEXIT_CODE=9\n--- OUTPUT ---\n");

    public override IReadOnlyList<byte[]> Words { get; } =
        Each("EXIT_CODE=", "LINE=", "COMMAND=", "--- OUTPUT ---", "--- OUTPUT ---\n", "\n", "\r\n", "\r", "=", "1", "255", " ", "\0", "\v",
            "\f", "\xc2\x85", "\xe2\x80\xa8");

    public override void Check(byte[] input)
    {
        var path = _directory.Write("errinfo", input);
        var script = Script.With(("TELEMETRY_ERRINFO", path));

        foreach (var code in new[] { "1", "100", "255", "0" })
        {
            var capture = CaptureFile.Read(script, code);
            Assert.True(capture is null || (capture.ExitCode.Length > 0 && capture.ExitCode.All(char.IsAsciiDigit)),
                "a code that is no number is trusted");
            Assert.DoesNotContain('\n', $"{capture?.Line}{capture?.Command}");

            var text = ErrorText.Build(script, script.Redactor(), code);
            AssertIsText(text);
            Assert.StartsWith("exit_code=", text, StringComparison.Ordinal);
        }

        var parsed = CaptureFile.Parse(Encoding.UTF8.GetString(input));
        var written = parsed with { Output = parsed.Output.Replace("\0", "") };
        Assert.True(written.Write(Encoding.UTF8.GetBytes(path), new Redactor("")));
        var (once, code1) = (CaptureFile.Parse(File.ReadAllText(path)), parsed.ExitCode);
        Assert.True(once.Write(Encoding.UTF8.GetBytes(path), new Redactor("")), code1);
        Assert.Equal(once, CaptureFile.Parse(File.ReadAllText(path)));
    }

    public override void Dispose()
    {
        _directory.Dispose();
        base.Dispose();
    }
}
