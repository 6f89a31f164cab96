// The configuration and the file of the consent: nothing is switched on that they do not say, and consent is on one line.

using System.Text;
using ApiFunc.Consent;
using ApiFunc.Script;
using EndToEnd.Harness;

namespace Fuzz.Targets;

internal sealed class SettingsTarget : Target
{
    private readonly TemporaryDirectory _directory = new();

    public override IReadOnlyList<byte[]> Seeds { get; } = Each(
        "# settings\nAPI_FUNC_URL=https://reports.test/upload\nAPI_FUNC_TRANSPORT=curl\nAPI_FUNC_DELIVERY='background'\n",
        "API_FUNC_DIALECT=\"telemetry\"\r\nAPI_FUNC_STATE_DIR=/var/lib/x\r\nAPI_FUNC_OUTBOX=off\r\n",
        "DIAGNOSTICS=yes\n", "DIAGNOSTICS=\"no\"\n# DIAGNOSTICS=yes\n", "diagnostics='yes' \r\nDIAGNOSTICS=\n");

    public override IReadOnlyList<byte[]> Words { get; } = Each(
        "API_FUNC_URL=", "TELEMETRY_URL=", "API_FUNC_TRANSPORT=", "API_FUNC_DELIVERY=", "API_FUNC_OUTBOX=", "API_FUNC_STATE_DIR=",
        "API_FUNC_DIALECT=", "DIAGNOSTICS=", "yes", "no", "curl", "background",
        "off", "telemetry", "\n", "\r\n", "\"", "'", "#", "=", " ", "\0");

    public override void Check(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        var path = _directory.Write("file", input);

        var settings = new Settings(new ScriptVariables(_ => null), path);
        Assert.True(!settings.SpeaksTelemetry || Has("telemetry"));
        Assert.True(!settings.UseCurl || Has("curl"));
        Assert.True(!settings.InBackground || Has("background"));
        Assert.True(settings.UseOutbox || Has("off") || Has("no") || Has("false") || Has("0"));
        foreach (var value in new[] { settings.Url, settings.TelemetryUrl, settings.StateDirectory })
            Assert.True(value is null || (value.Length > 0 && !value.Contains((byte)'\n')), "a value is empty, or of two lines");

        var consent = ConsentFile.Read(path);
        Assert.NotNull(consent);
        Assert.DoesNotContain('\n', consent);
        Assert.True(!Answer.IsYes(consent) || Has("yes"));

        bool Has(string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);
    }

    public override void Dispose()
    {
        _directory.Dispose();
        base.Dispose();
    }
}
