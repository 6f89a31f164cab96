// Changing the configuration file: one line at a time, and the rest stays as it is.

using System.Text;
using ApiFunc.Http;
using ApiFunc.Platform;

namespace ApiFunc.Script;

/// <summary>
/// The lines of a configuration file, which <see cref="Configuration"/> reads; nothing is written before <see cref="Save"/>.
/// </summary>
internal sealed class ConfigurationEditor
{
    private readonly string _path;
    private readonly List<byte[]> _lines = [];
    private bool _hasMark;

    private ConfigurationEditor(string path) => _path = path;

    /// <summary>Whether there is such a file.</summary>
    public bool IsThere { get; private set; }

    /// <summary>Whether something is not as it was read.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>Whether it has no line.</summary>
    public bool IsEmpty => _lines.Count == 0;

    /// <summary>The value that counts for a name; null if no line has the name.</summary>
    public string? this[string name]
    {
        get
        {
            var last = _lines.FindLast(line => IsOf(line, name));
            return last is not null && Configuration.Split(last, out var value) is not null ? Encoding.UTF8.GetString(value) : null;
        }
    }

    /// <summary>
    /// Reads the lines of a file; one that is missing has none. Returns null, and says why, one line for a person that names the
    /// file, if nothing in it would count: it is to be looked at before anything is added.
    /// </summary>
    public static ConfigurationEditor? Open(string path, out string? problem)
    {
        var editor = new ConfigurationEditor(path);
        using var file = SafeFile.OpenRead(path, out problem, out var isMissing);
        if (isMissing)
        {
            problem = null;
            return editor;
        }

        problem ??= file!.Distrust;
        var content = problem is null ? file!.ReadStart(Configuration.LargestFile + 1) : [];
        if (content.Length > Configuration.LargestFile)
            problem = $"it is larger than {Configuration.LargestFile / 1024} KiB";
        if (problem is not null)
        {
            problem = $"{path} cannot be used: {problem}";
            return null;
        }

        editor.IsThere = true;
        editor.Read(content);
        return editor;
    }

    /// <summary>
    /// Whether the file takes a value. Returns why not, one line for a person that says what would be right; null if it does:
    /// <paramref name="written"/> is then the value as it is to be written.
    /// </summary>
    public static string? Check(string name, string value, out string written)
    {
        written = value;
        if (value.Any(char.IsControl))
            return $"{name} takes one line of text, without control characters";
        if (name == Variables.DoNotTrack)
            return null;
        if (name == Variables.Diagnostics)
        {
            return Answer.IsYes(value)
                ? $"only a refusal counts here; consent is given in {ScriptPaths.Consent}, or by the variable {name}"
                : null;
        }

        if (Setting.All.FirstOrDefault(setting => setting.Name == name) is not { } known)
            return $"there is no setting '{name}'; there are {string.Join(", ", Configuration.Names)}";
        if (known.Values.Length > 0)
        {
            written = known.Normalize(value.Trim()) ?? value;
            return known.Values.Contains(written) ? null : $"{name} takes {known.ValuesInWords}, and not '{value}'";
        }

        if (known == Setting.UrlUser)
            return Login.CheckUser(value);
        if (known == Setting.UrlPasswordFile)
            return Login.CheckPath(value);
        if (known == Setting.StateDirectory)
            return value.StartsWith('/') ? null : $"{name} takes a path that begins with a slash, and not '{value}'";
        return EndpointUrl.IsUsable(value)
            ? null
            : $"{name} takes a URL, and not '{EndpointUrl.WithoutUser(value)}': {EndpointUrl.Problem(value)}";
    }

    /// <summary>
    /// Gives a name a value that <see cref="Check"/> takes: in the line that counted, or in a new one at the end. Other lines with
    /// the name go; all else stays.
    /// </summary>
    public void Set(string name, string value)
    {
        if (this[name] == value)
            return;

        var last = _lines.FindLastIndex(old => IsOf(old, name));
        var isFromWindows = (last >= 0 ? _lines[last] : _lines.LastOrDefault()) is [.., (byte)'\r'];
        var line = Encoding.UTF8.GetBytes($"{name}={Quote(value)}{(isFromWindows ? "\r" : "")}");
        if (last >= 0)
            _lines[last] = line;
        else
            _lines.Add(line);
        _lines.RemoveAll(old => old != line && IsOf(old, name));
        IsChanged = true;
    }

    /// <summary>Takes all lines with a name out.</summary>
    public void Unset(string name) => IsChanged |= _lines.RemoveAll(line => IsOf(line, name)) > 0;

    /// <summary>
    /// Writes the file as a whole. A new one can be read by everybody, and written by its owner. Returns null, or what went
    /// wrong, one line for a person; see <see cref="WholeFile"/>.
    /// </summary>
    public string? Save(out bool isUnwritten)
    {
        byte[] content = [.. _hasMark ? "\uFEFF"u8 : [], .. _lines.SelectMany(line => line.Append((byte)'\n'))];
        isUnwritten = false;
        if (content.Length > Configuration.LargestFile)
            return $"it would be larger than {Configuration.LargestFile / 1024} KiB, and not be read any more";
        return WholeFile.Replace(_path, content, out isUnwritten, IsThere ? null : FileRights.OfOwnText);
    }

    private void Read(ReadOnlySpan<byte> content)
    {
        var mark = "\uFEFF"u8;
        _hasMark = content.StartsWith(mark);
        content = _hasMark ? content[mark.Length..] : content;
        foreach (var range in content.Split((byte)'\n'))
            _lines.Add(content[range].ToArray());
        if (_lines[^1].Length == 0)
            _lines.RemoveAt(_lines.Count - 1);
    }

    private static bool IsOf(byte[] line, string name) => Configuration.Split(line, out _) == name;

    /// <summary>The value as it has to be written to be read again: blanks at its ends, and quotes around it, would be dropped.</summary>
    private static string Quote(string value) =>
        value.Trim(' ') != value || (value.Length >= 2 && value[0] == value[^1] && value[0] is '"' or '\'') ? $"\"{value}\"" : value;
}
