// The settings an administrator or a fork may make: the environment first, then the configuration file, then the default.

using System.Text;
using ApiFunc.Platform;

namespace ApiFunc.Caller;

/// <summary>The names of the two dialects.</summary>
internal static class Dialects
{
    /// <summary>What scripts written for the first api.func speak; the default.</summary>
    public const string Classic = "classic";

    /// <summary>What today's scripts speak.</summary>
    public const string Telemetry = "telemetry";
}

/// <summary>The settings as this call sees them. An empty value counts as none.</summary>
internal sealed class Settings
{
    /// <summary>Where an administrator keeps them for all scripts of a host.</summary>
    public const string ConfigurationFile = "/usr/local/community-scripts/api-func.conf";

    private const string DialectName = "API_FUNC_DIALECT";
    private const string UrlName = "API_FUNC_URL";
    private const string TelemetryUrlName = "TELEMETRY_URL";
    private const string TransportName = "API_FUNC_TRANSPORT";
    private const string DeliveryName = "API_FUNC_DELIVERY";
    private const string OutboxName = "API_FUNC_OUTBOX";
    private const string StateDirectoryName = "API_FUNC_STATE_DIR";
    private const int LargestFile = 64 * 1024;

    private readonly CallingScript _script;
    private readonly Dictionary<string, byte[]> _file;

    /// <summary>Reads the configuration file (a missing one is no problem), and lets the script's variables win.</summary>
    public Settings(CallingScript script, string configurationFile = ConfigurationFile)
    {
        _script = script;
        _file = ReadFile(configurationFile);
    }

    /// <summary>Every setting's name.</summary>
    public static IReadOnlyList<string> Names { get; } = [DialectName, UrlName, TelemetryUrlName, TransportName, DeliveryName, OutboxName, StateDirectoryName];

    /// <summary>Whether the three functions that both dialects have speak the telemetry one.</summary>
    public bool SpeaksTelemetry
    {
        get
        {
            var dialect = Text(DialectName);
            if (dialect is not (null or Dialects.Classic or Dialects.Telemetry))
                DebugLog.Write($"{DialectName}={dialect} is ignored: the dialects are {Dialects.Classic} and {Dialects.Telemetry}");
            return dialect == Dialects.Telemetry;
        }
    }

    /// <summary>Where classic reports go, as bytes, because a <c>file:</c> URL holds a path; null for the dialect's own endpoint.</summary>
    public byte[]? Url => this[UrlName];

    /// <summary>Where telemetry reports go; see <see cref="Url"/>.</summary>
    public byte[]? TelemetryUrl => this[TelemetryUrlName];

    /// <summary>Whether reports are sent through the host's curl.</summary>
    public bool UseCurl => Is(TransportName, "curl");

    /// <summary>Whether a function leaves its report to a process of its own.</summary>
    public bool InBackground => Is(DeliveryName, "background", otherwise: "wait");

    /// <summary>Whether a report that could not be delivered is kept.</summary>
    public bool UseOutbox => !Is(OutboxName, "off", otherwise: "on");

    /// <summary>Where that is; null for the default.</summary>
    public byte[]? StateDirectory => this[StateDirectoryName];

    private bool Is(string name, string value, string? otherwise = null)
    {
        var text = Text(name);
        if (text is not null && text != value && text != otherwise)
            DebugLog.Write($"{name}={text} is ignored: {(otherwise is null ? "the one value is" : $"the values are '{otherwise}' and")} '{value}'");
        return text == value;
    }

    private string? Text(string name) => this[name] is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    private byte[]? this[string name] =>
        _script.Bytes(name) is { Length: > 0 } fromScript ? fromScript
        : _file.TryGetValue(name, out var fromFile) && fromFile.Length > 0 ? fromFile
        : null;

    /// <summary>
    /// Reads <c>KEY=value</c> lines; blank lines and comments (#) are passed over, quotes around a value dropped, the
    /// last of two lines wins. A file that somebody other than root or the caller can write to is not read at all.
    /// </summary>
    private static Dictionary<string, byte[]> ReadFile(string path)
    {
        var values = new Dictionary<string, byte[]>();
        using var file = SafeFile.OpenRead(path, out var problem);
        if (file is null)
        {
            if (File.Exists(path))
                DebugLog.Write($"{path} is not read: {problem}");
            return values;
        }

        if (!file.IsTrusted)
        {
            DebugLog.Write($"{path} is not read: it has to belong to root or to you, and be writable by its owner only");
            return values;
        }

        ReadOnlySpan<byte> content = file.ReadStart(LargestFile);
        var number = 0;
        foreach (var range in content.Split((byte)'\n'))
        {
            number++;
            var line = content[range].Trim(" \t\r"u8);
            if (line.IsEmpty || line[0] == (byte)'#')
                continue;

            var equals = line.IndexOf((byte)'=');
            var name = equals < 0 ? "" : Encoding.UTF8.GetString(line[..equals]);
            if (Names.Contains(name))
                values[name] = Unquote(line[(equals + 1)..]).ToArray();
            else
                DebugLog.Write($"{path}, line {number}, is ignored: expected one of {string.Join(", ", Names)}, '=' and a value");
        }

        return values;
    }

    private static ReadOnlySpan<byte> Unquote(ReadOnlySpan<byte> value) =>
        value.Length >= 2 && value[0] == value[^1] && value[0] is (byte)'"' or (byte)'\'' ? value[1..^1] : value;
}
