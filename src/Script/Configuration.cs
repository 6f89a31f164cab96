// The configuration file, in which an administrator keeps settings, or a refusal, for all scripts of a host.

using System.Text;
using ApiFunc.Platform;

namespace ApiFunc.Script;

/// <summary>
/// The file as it is: <c>NAME=value</c> lines, of which the last one with a name counts; blank lines and comments (#) are
/// skipped, quotes around a value dropped. A missing file says nothing. One that is there and cannot be used may say
/// anything, so nothing may be sent then: the server may not be the one that the administrator has chosen.
/// </summary>
internal sealed class Configuration
{
    /// <summary>The most that is read, in bytes; a larger file cannot be used.</summary>
    public const int LargestFile = 64 * 1024;

    private static readonly string[] s_consent = [Variables.Diagnostics, Variables.DoNotTrack];

    private readonly Dictionary<string, byte[]> _values = [];
    private readonly List<string> _ignored = [];
    private readonly string _path;

    private Configuration(string path) => _path = path;

    /// <summary>Why the file cannot be used, one line for a person that names it; null if it can, or is not there.</summary>
    public string? Problem { get; private set; }

    /// <summary>What in the file does not count: a line each for a person, with the line's number and what would be right.</summary>
    public IReadOnlyList<string> Ignored => _ignored;

    /// <summary>
    /// What in the file refuses consent, such as <c>DIAGNOSTICS=no</c>; null if nothing does. Consent cannot be given
    /// here: it is the user's, and not the administrator's.
    /// </summary>
    public string? Refusal =>
        Answer.IsDoNotTrack(Text(Variables.DoNotTrack)) ? $"{Variables.DoNotTrack} is set in {_path}"
        : Text(Variables.Diagnostics) is { } answer && !Answer.IsYes(answer) ? $"{Variables.Diagnostics} is not 'yes' in {_path}"
        : null;

    /// <summary>Why nothing may be sent, one line for a person; null if the file does not forbid it.</summary>
    public string? Objection => Problem ?? Refusal;

    /// <summary>Every name that the file may have: the settings, and what refuses consent.</summary>
    public static IEnumerable<string> Names => [.. Settings.Names, .. s_consent];

    /// <summary>The value of a name, never empty; null if the file gives none.</summary>
    public byte[]? this[string name] => _values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>Reads a file; <c>DEV_MODE</c> shows what in it does not count.</summary>
    public static Configuration Read(string path)
    {
        var configuration = new Configuration(path);
        if (configuration.Load() is { } problem)
            configuration.Problem = $"{path} cannot be used: {problem}";
        foreach (var line in configuration._ignored)
            DebugLog.Write($"{line}");
        return configuration;
    }

    /// <summary>The name that counts in a line, and its value without quotes; null if the line is no <c>NAME=value</c>.</summary>
    public static string? Split(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> value)
    {
        line = line.Trim(" \t\r"u8);
        var equals = line.IndexOf((byte)'=');
        value = default;
        if (line.IsEmpty || line[0] == (byte)'#' || equals < 0)
            return null;

        value = Unquote(line[(equals + 1)..]);
        var name = Encoding.UTF8.GetString(line[..equals]);
        return s_consent.Contains(Meant(name)) ? Meant(name) : name; // A refusal counts, however it is spelt.
    }

    private string? Text(string name) => this[name] is { } value ? Encoding.UTF8.GetString(value) : null;

    /// <summary>Returns why the file cannot be used.</summary>
    private string? Load()
    {
        using var file = SafeFile.OpenRead(_path, out var problem, out var isMissing);
        if (file is null)
            return isMissing ? null : problem;
        if (file.Distrust is { } reason)
            return reason;
        if (file.Length > LargestFile)
            return $"it is larger than {LargestFile / 1024} KiB";

        ReadOnlySpan<byte> content = file.ReadStart(LargestFile);
        if (content.Length < file.Length)
            return "it cannot be read to its end";

        if (content.StartsWith("\uFEFF"u8))
            content = content["\uFEFF"u8.Length..];
        var number = 0;
        foreach (var range in content.Split((byte)'\n'))
            Add(content[range], ++number);
        return null;
    }

    private void Add(ReadOnlySpan<byte> line, int number)
    {
        if (Split(line, out var value) is not { } name)
        {
            if (line.Trim(" \t\r"u8) is not ([] or [(byte)'#', ..]))
                Ignore(number, "expected NAME=value");
        }
        else if (s_consent.Contains(name))
        {
            AddConsent(name, value, number);
        }
        else if (Setting.All.FirstOrDefault(setting => setting.Name == name) is { } setting)
        {
            Add(setting, value, number);
        }
        else
        {
            Ignore(number, $"there is no setting '{name}'; {Suggestion(name)}");
        }
    }

    private void Add(Setting setting, ReadOnlySpan<byte> value, int number)
    {
        if (value.IsEmpty || setting.Values.Length == 0)
            _values[setting.Name] = value.ToArray();
        else if (setting.Normalize(Encoding.UTF8.GetString(value.Trim(" \t"u8))) is { } known)
            _values[setting.Name] = Encoding.ASCII.GetBytes(known);
        else
            Ignore(number, $"{setting.Name} takes {setting.ValuesInWords}, and not '{Encoding.UTF8.GetString(value)}'");
    }

    private void AddConsent(string name, ReadOnlySpan<byte> value, int number)
    {
        // An empty one takes no refusal back.
        value = value.Trim(" \t"u8);
        if (value.IsEmpty)
            return;

        _values[name] = value.ToArray();
        if (name == Variables.Diagnostics && Answer.IsYes(Encoding.UTF8.GetString(_values[name])))
            Ignore(number, $"only a refusal counts here; consent is given in {ScriptPaths.Consent}, or by the variable {name}");
    }

    private void Ignore(int number, string reason) => _ignored.Add($"{_path}, line {number}, is ignored: {reason}");

    /// <summary>The name that was meant, if that can be seen, else all names.</summary>
    private static string Suggestion(string name)
    {
        var meant = Meant(name);
        return Names.Contains(meant) ? $"write {meant}=value" : $"there are {string.Join(", ", Names)}";
    }

    private static string Meant(string name)
    {
        var meant = name.Trim().ToUpperInvariant();
        return meant.StartsWith("EXPORT ", StringComparison.Ordinal) ? meant["EXPORT ".Length..].TrimStart() : meant;
    }

    private static ReadOnlySpan<byte> Unquote(ReadOnlySpan<byte> value) =>
        value.Length >= 2 && value[0] == value[^1] && value[0] is (byte)'"' or (byte)'\'' ? value[1..^1] : value;
}
