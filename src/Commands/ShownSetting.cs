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

    /// <summary>
    /// Why a value would not be used, one line for a person; null if it would. An empty one stands for the default.
    /// </summary>
    public static string? ProblemWith(Setting setting, byte[] value) =>
        value.Length == 0 ? null
        : setting.Values.Length > 0
            ? setting.Normalize(Encoding.UTF8.GetString(value)) is null
                ? $"the values are {setting.ValuesInWords}, and not '{Encoding.UTF8.GetString(value)}'"
                : null
        : setting == Setting.Url || setting == Setting.TelemetryUrl ? Transport.ProblemWith(value)
        : setting == Setting.StateDirectory && value[0] != (byte)'/' ? "its path has to begin with a slash"
        : null;

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
        var problem = found.Value is null ? null : ProblemWith(setting, found.Value);
        var value = found.Value is null || (problem is not null && setting.Values.Length > 0) ? Default(setting, script, settings)
            : setting.Values.Length > 0 ? setting.Normalize(found.Text)!
            : found.Text;
        return new ShownSetting(
            setting.Name, WithoutSecrets(value), found.Source, found.Line, problem is null ? null : WithoutSecrets(problem));
    }

    private static string Default(Setting setting, ScriptVariables script, Settings settings) =>
        setting == Setting.StateDirectory && StateDirectory.PathOf(script, settings) is { } path ? Encoding.UTF8.GetString(path)
        : setting.Default;
}
