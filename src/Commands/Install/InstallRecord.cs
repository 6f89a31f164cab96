// What `apifunc install` has put somewhere, so that `apifunc uninstall` takes away that and nothing else.

using System.Globalization;
using System.Text;
using ApiFunc.Outbox;
using ApiFunc.Platform;

namespace ApiFunc.Commands;

/// <summary>A text file with a line for each thing: a word that says what it is, and what is known of it.</summary>
internal sealed class InstallRecord
{
    private const string Header = "# What 'apifunc install' has put here. 'apifunc uninstall' takes it away again.";
    private const int LargestFile = 256 * 1024;

    private const string FileLine = "file";
    private const string DirectoryLine = "directory";
    private const string SettingLine = "setting";
    private const string BeforeLine = "before";
    private const string TimerLine = "timer";
    private const string ContainerLine = "container";

    // Paths with the sum of what was put there.
    private readonly Dictionary<string, string> _files = [];
    private readonly Dictionary<string, string> _containers = [];
    private readonly List<string> _directories = [];
    private readonly Dictionary<string, (string Value, string? Before)> _settings = [];

    /// <summary>Whether the timer was enabled.</summary>
    public bool HasTimer { get; set; }

    /// <summary>The containers that have the binary, by their numbers.</summary>
    public IReadOnlyCollection<string> Containers => _containers.Keys;

    /// <summary>Directories that were made.</summary>
    public IReadOnlyList<string> Directories => _directories;

    /// <summary>The settings that were made: what was written, and what was there before; null for nothing.</summary>
    public IReadOnlyDictionary<string, (string Value, string? Before)> Settings => _settings;

    /// <summary>Whether there is nothing to take away, but for directories.</summary>
    public bool IsEmpty => _files.Count + _containers.Count + _settings.Count == 0 && !HasTimer;

    /// <summary>Reads a record; an empty one if there is none. Returns null, and says why, if it cannot be trusted or read.</summary>
    public static InstallRecord? Read(SafeFile? file, bool isMissing, ref string? problem)
    {
        if (isMissing)
        {
            problem = null;
            return new InstallRecord();
        }

        problem ??= file!.Distrust;
        if (problem is not null)
            return null;

        var record = new InstallRecord();
        foreach (var line in Encoding.UTF8.GetString(file!.ReadStart(LargestFile)).Split('\n'))
            record.Add(line);
        return record;
    }

    /// <summary>A number that tells contents apart; there is nobody to defend it against.</summary>
    public static string SumOf(ReadOnlySpan<byte> content) => Fnv.Hash(content).ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>Whether a file was put there.</summary>
    public bool Has(string path) => _files.ContainsKey(path);

    /// <summary>Whether this is what was put there.</summary>
    public bool IsAsInstalled(string path, ReadOnlySpan<byte> content) => _files.GetValueOrDefault(path) == SumOf(content);

    /// <summary>The sum of the binary that was put into a container; null for none.</summary>
    public string? SumInContainer(string number) => _containers.GetValueOrDefault(number);

    /// <summary>The sum of what was put there; null for nothing.</summary>
    public string? SumInFile(string path) => _files.GetValueOrDefault(path);

    public void AddFile(string path, ReadOnlySpan<byte> content) => _files[path] = SumOf(content);

    /// <summary>Writes down what was put there; null for nothing any more.</summary>
    public void SetFile(string path, string? sum)
    {
        if (sum is null)
            _files.Remove(path);
        else
            _files[path] = sum;
    }

    public void AddDirectory(string path)
    {
        if (!_directories.Contains(path))
            _directories.Add(path);
    }

    public void RemoveDirectory(string path) => _directories.Remove(path);

    /// <summary>Writes down what was put into a container; null for nothing any more.</summary>
    public void SetContainer(string number, string? sum)
    {
        if (sum is null)
            _containers.Remove(number);
        else
            _containers[number] = sum;
    }

    /// <summary>Writes down a setting. What was there before the first time stays written down.</summary>
    public void AddSetting(string name, string value, string? before) =>
        _settings[name] = (value, _settings.TryGetValue(name, out var old) && old.Value == before ? old.Before : before);

    public void RemoveSetting(string name) => _settings.Remove(name);

    public byte[] ToBytes()
    {
        var text = new StringBuilder(Header).Append('\n');
        foreach (var (path, sum) in _files)
            Append(FileLine, $"{sum} {path}");
        foreach (var path in _directories)
            Append(DirectoryLine, path);
        foreach (var (name, (value, before)) in _settings)
        {
            Append(SettingLine, $"{name}={value}");
            if (before is not null)
                Append(BeforeLine, $"{name}={before}");
        }

        if (HasTimer)
            Append(TimerLine, "enabled");
        foreach (var (number, sum) in _containers)
            Append(ContainerLine, $"{sum} {number}");
        return Encoding.UTF8.GetBytes(text.ToString());

        void Append(string word, string rest) => text.Append(word).Append(' ').Append(rest).Append('\n');
    }

    private void Add(string line)
    {
        var (word, rest) = Cut(line, ' ');
        switch (word)
        {
            case FileLine when Cut(rest, ' ') is (var sum, { Length: > 0 } path):
                _files[path] = sum;
                break;
            case DirectoryLine when rest.Length > 0:
                AddDirectory(rest);
                break;
            case SettingLine when Cut(rest, '=') is ({ Length: > 0 } name, var value):
                _settings[name] = (value, null);
                break;
            case BeforeLine when Cut(rest, '=') is (var name, var before) && _settings.TryGetValue(name, out var setting):
                _settings[name] = (setting.Value, before);
                break;
            case TimerLine:
                HasTimer = true;
                break;
            case ContainerLine when Cut(rest, ' ') is (var sum, { Length: > 0 } number):
                _containers[number] = sum;
                break;
            default:
                break;
        }
    }

    private static (string First, string Remainder) Cut(string text, char separator)
    {
        var at = text.IndexOf(separator);
        return at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
    }
}
