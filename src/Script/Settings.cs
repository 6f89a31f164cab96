// The settings that an administrator or a fork may make: the environment first, then the configuration file, then the default.

using System.Text;
using ApiFunc.Http;
using ApiFunc.Platform;

namespace ApiFunc.Script;

/// <summary>The names of the two dialects.</summary>
internal static class Dialects
{
    /// <summary>What scripts written for the first api.func speak; the default.</summary>
    public const string Classic = "classic";

    /// <summary>What today's scripts speak.</summary>
    public const string Telemetry = "telemetry";
}

/// <summary>The settings as this process sees them. An empty value counts as none.</summary>
internal sealed class Settings
{
    private readonly ScriptVariables _script;
    private bool? _speaksTelemetry;

    /// <summary>Reads the configuration file (a missing one is no problem), and lets the script's variables win.</summary>
    public Settings(ScriptVariables script, string configurationFile = ScriptPaths.Configuration)
    {
        _script = script;
        Configuration = Configuration.Read(configurationFile);
    }

    /// <summary>Every setting's name.</summary>
    public static IEnumerable<string> Names => Setting.All.Select(setting => setting.Name);

    /// <summary>What the configuration file says. Nothing may be sent if it has a problem.</summary>
    public Configuration Configuration { get; }

    /// <summary>Whether the three functions that both dialects have speak the telemetry one.</summary>
    public bool SpeaksTelemetry => _speaksTelemetry ??= Is(Setting.Dialect, Dialects.Telemetry);

    /// <summary>Where classic reports go, as bytes, because a <c>file:</c> URL holds a path; null for the dialect's own endpoint.</summary>
    public byte[]? Url => this[Setting.Url];

    /// <summary>Where telemetry reports go; see <see cref="Url"/>.</summary>
    public byte[]? TelemetryUrl => this[Setting.TelemetryUrl];

    /// <summary>Whether reports are sent through the host's curl.</summary>
    public bool UseCurl => Is(Setting.Transport, "curl");

    /// <summary>Whether a function leaves its report to a process of its own.</summary>
    public bool InBackground => Is(Setting.Delivery, "background");

    /// <summary>Whether a report that could not be delivered is kept.</summary>
    public bool UseOutbox => !Is(Setting.Outbox, Setting.Off);

    /// <summary>Whether it is written down what became of a report.</summary>
    public bool KeepsHistory => !Is(Setting.History, Setting.Off);

    /// <summary>Whether the bodies are, too.</summary>
    public bool KeepsBodies => Is(Setting.History, Setting.Bodies);

    /// <summary>Where that is; null for the default.</summary>
    public byte[]? StateDirectory => this[Setting.StateDirectory];

    /// <summary>Whether a user or a password is set, whichever servers they are for.</summary>
    public bool HasLogin => (this[Setting.UrlUser] ?? this[Setting.UrlPasswordFile]) is not null;

    /// <summary>
    /// The user at a server, and the file with the password, each empty if only the other is set; null for a server that gets
    /// neither. What stands in the configuration file is for the servers that the file names; what a script has set, for those that it
    /// has set, or those of the file if it has set none. The community's own servers never get it.
    /// </summary>
    /// <param name="url">Where something is to be sent; credentials in it count before these.</param>
    /// <param name="passwordFile">The path of the file.</param>
    public string? LoginFor(Uri url, out string passwordFile)
    {
        var (user, path) = (this[Setting.UrlUser], this[Setting.UrlPasswordFile]);
        passwordFile = "";
        if ((user ?? path) is null || url.UserInfo.Length > 0 || IsDefault(Setting.Url) || IsDefault(Setting.TelemetryUrl)
            || !(IsOf(Setting.Url) || IsOf(Setting.TelemetryUrl)))
        {
            return null;
        }

        passwordFile = path is null ? "" : Encoding.UTF8.GetString(path);
        return user is null ? "" : Encoding.UTF8.GetString(user);

        bool IsOf(Setting setting)
        {
            var isOfScript = IsSetByScript(path is null ? Setting.UrlUser : Setting.UrlPasswordFile)
                && (IsSetByScript(Setting.Url) || IsSetByScript(Setting.TelemetryUrl));
            return (isOfScript ? _script.Bytes(setting.Name) : Configuration[setting.Name]) is { } named
                && EndpointUrl.Parse(named) is { } server && Credentials.IsSameServer(server, url);
        }

        // By whatever scheme and port; a name with a dot behind it is the same one.
        bool IsDefault(Setting setting) => url.IdnHost.TrimEnd('.') == new Uri(setting.Default).IdnHost;
    }

    private bool IsSetByScript(Setting setting) => _script.Bytes(setting.Name) is { Length: > 0 };

    private bool Is(Setting setting, string value)
    {
        if (this[setting] is not { } bytes)
            return false;

        var text = Encoding.UTF8.GetString(bytes);
        var known = setting.Normalize(text);
        if (known is null)
            DebugLog.Write($"{setting.Name}={text} is ignored: the values are {setting.ValuesInWords}");
        return known == value;
    }

    private byte[]? this[Setting setting] =>
        _script.Bytes(setting.Name) is { Length: > 0 } fromScript ? fromScript : Configuration[setting.Name];
}
