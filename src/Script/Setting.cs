// The settings by name, with the values that each of them takes: one row is everything that has to be known of one.

namespace ApiFunc.Script;

/// <summary>A setting.</summary>
/// <param name="Name">Its name in the environment and in the configuration file.</param>
/// <param name="Help">What it is for, one line.</param>
/// <param name="Default">What counts if it is not set; for a directory, in words; empty for nothing.</param>
/// <param name="Values">The values that it takes, in any case; none if any text is one.</param>
internal sealed record Setting(string Name, string Help, string Default, params string[] Values)
{
    /// <summary>What switches a setting on. It takes the other words of <see cref="OnOff"/>, too.</summary>
    public const string On = "on";

    /// <summary>What switches a setting off; see <see cref="On"/>.</summary>
    public const string Off = "off";

    /// <summary>What makes <see cref="History"/> keep the bodies of reports, too.</summary>
    public const string Bodies = "bodies";

    public static Setting Dialect { get; } = new(
        "API_FUNC_DIALECT",
        "what the binary speaks if called directly: classic or telemetry (a shim has its own dialect)",
        Dialects.Classic,
        Dialects.Classic, Dialects.Telemetry);

    public static Setting Url { get; } = new(
        "API_FUNC_URL",
        "where classic reports go: https:, http: or file:///path",
        "https://api.community-scripts.org/upload");

    public static Setting TelemetryUrl { get; } = new(
        "TELEMETRY_URL",
        "where telemetry reports go: https:, http: or file:///path",
        "https://telemetry.community-scripts.org/telemetry");

    public static Setting UrlUser { get; } = new(
        "API_FUNC_URL_USER",
        "the user at the servers of API_FUNC_URL and TELEMETRY_URL, if these are set and ask for one",
        "");

    public static Setting UrlPasswordFile { get; } = new(
        "API_FUNC_URL_PASSWORD_FILE",
        "the file whose first line is the password of that user; its mode has to be 600",
        "");

    public static Setting Transport { get; } = new(
        "API_FUNC_TRANSPORT",
        "curl sends through the host's curl, for proxies or certificates that only curl knows",
        "built-in",
        "built-in", "curl");

    public static Setting Delivery { get; } = new(
        "API_FUNC_DELIVERY",
        "background: functions return at once, and a process of its own delivers their reports",
        "wait",
        "wait", "background");

    public static Setting Outbox { get; } = new(
        "API_FUNC_OUTBOX",
        "off: a report that cannot be delivered is lost, as with api.func",
        On,
        On, Off);

    public static Setting StateDirectory { get; } = new(
        "API_FUNC_STATE_DIR",
        "where the outbox is",
        "/var/lib/api-func for root, else $XDG_STATE_HOME/api-func, else ~/.local/state/api-func");

    public static Setting History { get; } = new(
        "API_FUNC_HISTORY",
        "whether apifunc history can say what was sent: on, off, or bodies, to keep the bodies, too",
        On,
        On, Off, Bodies);

    /// <summary>Every setting.</summary>
    public static IReadOnlyList<Setting> All { get; } =
        [Dialect, Url, TelemetryUrl, UrlUser, UrlPasswordFile, Transport, Delivery, Outbox, StateDirectory, History];

    /// <summary>The values for a person, such as <c>'wait' and 'background'</c>.</summary>
    public string ValuesInWords => string.Join(" and ", Values.Select(value => $"'{value}'"));

    /// <summary>A value as it is written in <see cref="Values"/>; null for a value that the setting does not take.</summary>
    public string? Normalize(string text)
    {
        foreach (var value in Values)
        {
            if (value.Equals(text, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        return Values is not [On, Off, ..] ? null : OnOff.Parse(text) switch { true => On, false => Off, null => null };
    }
}
