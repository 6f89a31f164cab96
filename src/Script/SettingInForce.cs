// Which value of a setting counts, and where it comes from, for a person who asks.

using System.Text;

namespace ApiFunc.Script;

/// <summary>Where a value comes from.</summary>
internal enum SettingSource
{
    Environment,
    File,
    Default,
}

/// <summary>A variable or setting, and what it is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value as it was written; null for the default.</param>
/// <param name="Source">Where that is from.</param>
/// <param name="Line">The number of the line, if it is from the configuration file.</param>
internal sealed record SettingInForce(string Name, byte[]? Value, SettingSource Source, int Line = 0)
{
    // What else is read from the environment, in the file's place or only there, and changes what is sent and how.
    private static readonly string[] s_consent = [Variables.Diagnostics, Variables.DoNotTrack];

    private static readonly string[] s_environment =
    [
        Variables.DevMode, "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY", "SSL_CERT_FILE",
        "SSL_CERT_DIR",
    ];

    /// <summary>The value as text; empty for the default.</summary>
    public string Text => Value is null ? "" : Encoding.UTF8.GetString(Value);

    /// <summary>A setting.</summary>
    public static SettingInForce Of(Setting setting, ScriptVariables script, Configuration configuration) =>
        Find(setting.Name, script, configuration) ?? new(setting.Name, null, SettingSource.Default);

    /// <summary>
    /// What else decides, of which only what is set is named: answers to the question for consent, DEV_MODE, the variables of proxies
    /// and of certificates.
    /// </summary>
    public static IEnumerable<SettingInForce> OfEnvironment(ScriptVariables script, Configuration configuration) =>
    [
        .. s_consent.Select(name => Find(name, script, configuration)).OfType<SettingInForce>(),
        .. s_environment.Select(name => FindVariable(name, script)).OfType<SettingInForce>(),
    ];

    private static SettingInForce? Find(string name, ScriptVariables script, Configuration configuration) =>
        FindVariable(name, script)
        ?? (configuration[name] is { } value ? new(name, value, SettingSource.File, configuration.LineOf(name)) : null);

    private static SettingInForce? FindVariable(string name, ScriptVariables script) =>
        script.Bytes(name) is { Length: > 0 } value ? new(name, value, SettingSource.Environment) : null;
}
