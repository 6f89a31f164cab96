// A setting as people see it: the value that counts, without secrets, where it comes from, and what is wrong with it.

using System.Globalization;
using System.Text;
using ApiFunc.Http;
using ApiFunc.Outbox;
using ApiFunc.Redaction;
using ApiFunc.Script;

namespace ApiFunc.Commands;

/// <summary>A setting.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">The value that counts, without secrets.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Line">The number of the line, if it comes from the configuration file.</param>
/// <param name="Problem">What is wrong with it, one line without secrets; null for nothing.</param>
internal sealed record ShownSetting(string Name, string Value, SettingSource Source, int Line, string? Problem)
{
    /// <summary>All settings, and what else is set in the environment that changes what is sent.</summary>
    public static List<ShownSetting> All(ScriptVariables script, Settings settings) =>
    [
        .. Setting.All.Select(setting => Of(setting, SettingInForce.Of(setting, script, settings.Configuration), script, settings)),
        .. SettingInForce.OfEnvironment(script, settings.Configuration).Select(found =>
            new ShownSetting(found.Name, WithoutSecrets(found.Text), found.Source, found.Line, null)),
    ];

    /// <summary>Text without passwords and tokens, such as those in URLs.</summary>
    public static string WithoutSecrets(string text)
    {
        text = Redactor.WithoutSecrets(text);

        // The URL of a proxy may lack its scheme.
        return text.Contains("://", StringComparison.Ordinal) || text.StartsWith('/') ? text : EndpointUrl.WithoutUser(text);
    }

    /// <summary>Where the value comes from, for a person.</summary>
    /// <param name="file">The name of the configuration file.</param>
    public string From(string file) => Source switch
    {
        SettingSource.Environment => "environment",
        SettingSource.File => string.Create(CultureInfo.InvariantCulture, $"{file}:{Line}"),
        _ => "default",
    };

    private static ShownSetting Of(Setting setting, SettingInForce found, ScriptVariables script, Settings settings)
    {
        var fallback = Default(setting, script, settings);
        if (found.Value is null)
            return new ShownSetting(setting.Name, fallback, found.Source, found.Line, null);

        var value = setting.Values.Length == 0 ? found.Text : setting.Normalize(found.Text);
        var problem = value is null
            ? $"{setting.Name} takes {setting.ValuesInWords}, and not '{found.Text}'"
            : ConfigurationEditor.Check(setting.Name, value, out _);

        // What is no path may be the password itself.
        var shown = setting == Setting.UrlPasswordFile && problem is not null ? "***" : WithoutSecrets(value ?? fallback);
        return new ShownSetting(
            setting.Name, shown, found.Source, found.Line, problem is null ? null : WithoutSecrets(problem));
    }

    private static string Default(Setting setting, ScriptVariables script, Settings settings) =>
        setting == Setting.StateDirectory && StateDirectory.PathOf(script, settings) is { } path ? Encoding.UTF8.GetString(path)
        : setting.Default;
}
