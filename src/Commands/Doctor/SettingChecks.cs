// `apifunc doctor`: the configuration, the settings, and consent.

using ApiFunc.Consent;
using ApiFunc.Script;

namespace ApiFunc.Commands;

internal static class SettingChecks
{
    /// <summary>Whether the file can be used, and every line of it that does not count.</summary>
    public static IEnumerable<Check> Configuration(Configuration configuration)
    {
        const string name = "configuration";
        if (configuration.Problem is { } problem)
        {
            yield return new Check(
                name, Mark.Bad, $"{problem}; until then nothing is sent",
                $"chown root:root {configuration.Path} && chmod 644 {configuration.Path}");
            yield break;
        }

        foreach (var ignored in configuration.Ignored)
            yield return new Check(name, Mark.Warning, ShownSetting.WithoutSecrets(ignored), "correct the line, or delete it");
        if (configuration.Ignored.Count == 0)
        {
            yield return Check.Good(
                name, configuration.IsThere ? $"every line of {configuration.Path} counts" : $"there is no {configuration.Path}");
        }
    }

    /// <summary>Every setting that is not the default.</summary>
    public static IEnumerable<Check> Settings(ScriptVariables script, Settings settings)
    {
        const string name = "setting";
        var file = Path.GetFileName(settings.Configuration.Path);
        var isDefault = true;
        foreach (var setting in ShownSetting.All(script, settings))
        {
            if (setting.Source == SettingSource.Default || setting.Name is Variables.Diagnostics or Variables.DoNotTrack)
                continue;

            isDefault = false;

            // What this command prints is shown to others, more often than `apifunc config`.
            var value = setting.Name == Setting.UrlUser.Name ? "***" : setting.Value;
            yield return setting.Problem is null
                ? Check.Good(name, $"{setting.Name}={value} ({setting.From(file)})")
                : new Check(
                    name, Mark.Bad, $"{setting.From(file)}: {setting.Problem}", "'apifunc config' shows all settings");
        }

        if (isDefault)
            yield return Check.Good(name, "all are the defaults");
    }

    /// <summary>Whether reports are sent. Neither answer is a failure.</summary>
    public static Check Consent(ConsentInForce consent) => consent.Answer switch
    {
        ConsentAnswer.Yes => Check.Good("consent", $"yes: {consent.Reason}"),
        ConsentAnswer.No => Check.Good("consent", $"no, nothing is sent: {consent.Reason}"),
        _ => new Check(
            "consent", Mark.Warning, $"nothing is sent: {consent.Reason}", "apifunc consent yes, or apifunc consent no"),
    };
}
