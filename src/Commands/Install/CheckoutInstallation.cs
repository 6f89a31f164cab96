// `apifunc install --into DIR`: a shim in the place of api.func in a checkout of a script collection, and back.

using System.Text;
using ApiFunc.Platform;
using ApiFunc.Shim;

namespace ApiFunc.Commands;

/// <summary>A checkout that is open, with the directory in which its api.func lies.</summary>
internal sealed class CheckoutInstallation : IDisposable
{
    private const string Library = "api.func";
    private const string List = "API.txt";
    private const string Original = ".orig";
    private const string RecordName = ".api-func-installed";
    private const string Upstream = "community-scripts";
    private const int LargestFile = 1024 * 1024;

    // What counts is ASCII, and whatever else a file holds comes back byte for byte.
    private static readonly Encoding s_encoding = Encoding.Latin1;

    // Where collections have it, and how their scripts fetch it. The second one is the layout of community-scripts/core.
    private static readonly FetchStyle[] s_styles =
    [
        new("misc", "COMMUNITY_SCRIPTS_URL", "_CS_DEFAULT_URL"),
        new("api", "COMMUNITY_SCRIPTS_CORE_URL", "_CS_CORE_DEFAULT_URL"),
    ];

    private readonly string _path;
    private readonly InstallLog _log;
    private readonly TreeDirectory _top;
    private readonly TreeDirectory _directory;
    private readonly FetchStyle _style;
    private readonly InstallRecord _record;

    private CheckoutInstallation(
        string path, InstallLog log, TreeDirectory top, TreeDirectory directory, FetchStyle style, InstallRecord record)
    {
        (_path, _log, _top, _directory, _style, _record) = (path, log, top, directory, style, record);
    }

    private string LibraryPath => $"{_style.Directory}/{Library}";

    private string ListPath => $"{_style.Directory}/{List}";

    /// <summary>Puts a shim into a checkout, and says what is left to do. Returns the exit code.</summary>
    /// <param name="path">The checkout.</param>
    /// <param name="dialect">The dialect of its scripts; empty if its api.func is to tell.</param>
    /// <param name="release">Where the shim is to fetch the binary on hosts that have none; null for nowhere.</param>
    /// <param name="log">What is said.</param>
    public static int Install(string path, string dialect, Release? release, InstallLog log)
    {
        using var checkout = Open(path, log);
        if (checkout is not null && checkout.Replace(dialect, release))
            checkout.SayWhatIsLeft(release);
        return log.ExitCode;
    }

    /// <summary>Brings back what was there before. Returns the exit code.</summary>
    public static int Uninstall(string path, InstallLog log)
    {
        using var checkout = Open(path, log);
        checkout?.BringBack();
        return log.ExitCode;
    }

    public void Dispose()
    {
        _directory.Dispose();
        _top.Dispose();
    }

    private static CheckoutInstallation? Open(string path, InstallLog log)
    {
        var top = TreeDirectory.Open(path, out var problem);
        if (top is null)
        {
            log.Fail(InstallLog.NoInput, $"{path} cannot be opened: {problem.Text}; --into takes the directory of a checkout");
            return null;
        }

        using (var file = top.OpenFile(RecordName, out var unusable, out var isMissing))
        {
            if (InstallRecord.Read(file, isMissing, ref unusable) is not { } record)
            {
                log.Fail(InstallLog.CannotCreate, $"{path}/{RecordName}, which says what was installed, cannot be used: {unusable}");
            }
            else
            {
                foreach (var style in s_styles)
                {
                    var directory = top.OpenDirectory(style.Directory, out _);
                    if (directory?.Entries().Exists(entry => entry.Name == Library) == true)
                        return new CheckoutInstallation(path.TrimEnd('/'), log, top, directory, style, record);
                    directory?.Dispose();
                }

                log.Fail(
                    InstallLog.NoInput,
                    CheckoutAbove(path) is { } above
                        ? $"{path} lies in a checkout, and is none: --into takes {above}"
                        : $"{path} has neither {string.Join(" nor ", s_styles.Select(style => $"{style.Directory}/{Library}"))}"
                            + ": --into takes a checkout of ProxmoxVE, of community-scripts/core (which newer scripts fetch), or of a "
                            + "fork of them");
            }
        }

        top.Dispose();
        return null;
    }

    /// <summary>The closest directory above that is a checkout; null if none is.</summary>
    private static string? CheckoutAbove(string path)
    {
        var above = Path.GetDirectoryName(Path.GetFullPath(path).TrimEnd('/'));
        while (above is not null && !s_styles.Any(style => File.Exists(Path.Join(above, style.Directory, Library))))
            above = Path.GetDirectoryName(above);
        return above;
    }

    private bool Replace(string dialect, Release? release)
    {
        if (Read(_directory, Library, LibraryPath, out var rights) is not { } present)
            return false;
        if (dialect.Length == 0 && LibraryText.DialectOf(present) is not { } told)
        {
            return _log.Fail(
                InstallLog.WrongData,
                $"{_path}/{LibraryPath} is no api.func that is known here, so its dialect cannot be told; "
                    + "--dialect telemetry is right for scripts since February 2026, --dialect classic for older ones");
        }

        var speaks = dialect.Length > 0 ? dialect : LibraryText.DialectOf(present)!;
        var shim = ShimGenerator.Render(speaks, release);
        if (present == shim)
        {
            InstallLog.Say($"{_path}/{LibraryPath}", $"already right (dialect {speaks})");
        }
        else
        {
            var isShim = LibraryText.IsShim(present);
            if (!isShim && !Keep(Library, present, rights))
                return false;
            if (!Write(_directory, Library, LibraryPath, shim))
                return false;
            _log.Did(
                $"{_path}/{LibraryPath}",
                isShim ? $"replaced by another shim (dialect {speaks})"
                    : $"replaced by the shim (dialect {speaks}); what was there is {LibraryPath}{Original}");
            if (isShim && release is null && LibraryText.ReleaseOf(present) is { } fetched)
            {
                InstallLog.Say(
                    $"{_path}/{LibraryPath}",
                    $"the shim before fetched its binary from {fetched}, and this one fetches none: --release makes it do that");
            }
        }

        return ReplaceLists(LibraryText.FunctionsOf(shim));
    }

    /// <summary>Brings the lists of functions up to date that core's continuous integration compares with what is defined.</summary>
    private bool ReplaceLists(string[] functions)
    {
        if (Find(_directory, List) is not { } list)
            return true;
        using var file = _directory.OpenFile(List, out _, out _);

        // The list of the user interface has these functions, too, among its own.
        string[] before = [.. Lines(list), .. Lines(Find(_directory, List + Original) ?? "")];
        using var ui = _top.OpenDirectory("ui", out _);
        if (ui is not null && Find(ui, List) is { } uiList
            && !WriteList(ui, $"ui/{List}", uiList, Text(Lines(uiList).Except(before).Concat(functions))))
        {
            return false;
        }

        var text = Text(functions);
        return (list == text || _record.Has(ListPath) || Keep(List, list, file?.Rights)) && WriteList(_directory, ListPath, list, text);
    }

    private void BringBack()
    {
        if (Read(_directory, Library, LibraryPath, out _) is not { } present)
            return;

        var isInstalled = LibraryText.IsShim(present) && _record.Has(LibraryPath);
        if (!isInstalled && _record.IsEmpty)
        {
            InstallLog.Say(_path, "nothing installed");
            return;
        }

        if (!isInstalled)
        {
            InstallLog.Say($"{_path}/{LibraryPath}", "is no shim any more, and stays");
        }
        else if (!_record.IsAsInstalled(LibraryPath, s_encoding.GetBytes(present)))
        {
            InstallLog.Say(
                $"{_path}/{LibraryPath}",
                $"stays, because it was changed since it was installed; {LibraryPath}{Original} is what was there before");
            return;
        }
        else if (!PutBack(Library, LibraryPath))
        {
            return;
        }

        if (_record.Has(ListPath) && Find(_directory, List) is { } list && Find(_directory, List + Original) is { } original)
        {
            using var ui = _top.OpenDirectory("ui", out _);
            if (ui is not null && Find(ui, List) is { } uiList)
                WriteList(ui, $"ui/{List}", uiList, Text(Lines(uiList).Except(Lines(list)).Concat(Lines(original))), "brought back");
            if (!PutBack(List, ListPath))
                return;
        }

        if (!_log.IsDryRun)
            _top.Delete(RecordName);
        SayWhatStays();
    }

    /// <summary>Says which scripts fetch the library from a fork, or from this directory.</summary>
    private void SayWhatStays()
    {
        var fetched = FetchedLibrary.In(
            _top, _style, repository => repository.StartsWith($"{Upstream}/", StringComparison.OrdinalIgnoreCase), LocalAddress);
        if (fetched.Scripts.Count == 0)
            return;

        var text = new StringBuilder("\nWhat stays as it is:\n").Append($"""
            - {Fetch(fetched)} from a fork or from here:
              {Examples(fetched.Scripts)}
              If the command that install printed has changed them, git brings them back:
              'git checkout -- FILE', or 'git revert' if that was committed.

            """);
        Output.Write(Printable(text));
    }

    /// <summary>Keeps what is there beside it.</summary>
    private bool Keep(string name, string content, FileRights? rights)
    {
        var path = $"{_style.Directory}/{name}{Original}";
        if (Find(_directory, name + Original) is { } kept)
        {
            // One that was put there, and that the checkout has meanwhile a newer one for, is no loss.
            if (kept == content || _record.IsAsInstalled(path, s_encoding.GetBytes(kept)))
                return kept == content || Write(_directory, name + Original, path, content, rights);
            return _log.Fail(
                InstallLog.CannotCreate,
                $"{_path}/{path} is there, and is not {_style.Directory}/{name}, which would be kept under that name: move it away");
        }

        return Write(_directory, name + Original, path, content, rights);
    }

    private bool PutBack(string name, string path)
    {
        if (Find(_directory, name + Original) is null)
        {
            return _log.Fail(
                InstallLog.NoInput,
                $"{_path}/{path} stays: there is no {path}{Original} to bring back; 'git checkout -- {path}' has it, if it was committed");
        }

        if (!_log.IsDryRun && _directory.Rename(name + Original, name) is { } problem)
            return _log.Fail(InstallLog.CannotCreate, $"{_path}/{path} is not brought back: {problem}");
        _log.Did($"{_path}/{path}", "brought back");
        return true;
    }

    private bool WriteList(TreeDirectory directory, string path, string old, string text, string participle = "made anew")
    {
        if (old == text)
        {
            InstallLog.Say($"{_path}/{path}", "already right");
            return true;
        }

        if (!Write(directory, List, path, text))
            return false;
        _log.Did($"{_path}/{path}", $"{participle} ({Lines(text).Length} functions)");
        return true;
    }

    /// <summary>Writes a file as a whole, and before that, what it will be, into the record.</summary>
    private bool Write(TreeDirectory directory, string name, string path, string text, FileRights? rights = null)
    {
        if (_log.IsDryRun)
            return true;

        var content = s_encoding.GetBytes(text);
        var before = _record.SumInFile(path);
        _record.AddFile(path, content);
        if (_top.Replace(RecordName, _record.ToBytes(), out var isUnwritten, FileRights.OfOwnText) is { } unwritten)
            return _log.FailToWrite($"{_path}/{RecordName}", unwritten, isUnwritten);
        if (directory.Replace(name, content, out isUnwritten, rights) is not { } problem)
            return true;

        // The file is as it was, so the record has to be, too.
        _record.SetFile(path, before);
        _ = _record.IsEmpty ? _top.Delete(RecordName) : _top.Replace(RecordName, _record.ToBytes(), out _, FileRights.OfOwnText);
        return _log.FailToWrite($"{_path}/{path}", problem, isUnwritten);
    }

    private void SayWhatIsLeft(Release? release)
    {
        var origin = GitOrigin.Of(_top);
        var isUpstream = origin?.Owner.Equals(Upstream, StringComparison.OrdinalIgnoreCase) == true;
        var own = origin is null || isUpstream ? null : $"{origin.Owner}/{origin.Repository}";
        var fetched = FetchedLibrary.In(_top, _style, repository => repository.Equals(own, StringComparison.OrdinalIgnoreCase));
        var text = new StringBuilder("\nWhat is left to do:\n");
        if (fetched.Scripts.Count > 0)
            AppendFetched(text, fetched, origin, isUpstream);
        if (fetched.IsCut)
            text.Append("- There are too many files to look through; those beyond were not looked at.\n");
        text.Append(Commit(isUpstream));
        if (_style.Directory == "api")
        {
            text.Append("- Scripts of other repositories take this one if COMMUNITY_SCRIPTS_CORE_URL names it")
                .Append(origin is null || isUpstream ? ".\n" : $":\n    export COMMUNITY_SCRIPTS_CORE_URL={origin.RawUrl}\n");
        }

        text.Append(
            release is not null ? $"- Hosts fetch the binary from {release.Url} once: its files have to be there.\n"
            : "- Reports come from hosts that have the binary: 'apifunc install' puts it there,\n  or a shim with --release fetches it.\n");
        var missing = Release.Architectures.Select(known => known.Name).Except(release?.Files.Select(file => file.Architecture) ?? []);
        if (release is not null && missing.Any())
            text.Append($"  It has none for {string.Join(", ", missing)}: such hosts fetch nothing.\n");
        Output.Write(Printable(text));
    }

    private void AppendFetched(StringBuilder text, FetchedLibrary fetched, GitOrigin? origin, bool isUpstream)
    {
        var full = Path.GetFullPath(_path);
        text.Append($"- {Fetch(fetched)} from another place than this checkout,\n")
            .Append($"  and would go on without the shim:\n  {Examples(fetched.Scripts)}\n");
        if (isUpstream)
        {
            // Containers do not see the host's files, but what leads to api.func runs on the host.
            text.Append("  To run them from this checkout, on this host only:\n")
                .Append(fetched.Command(full, LocalAddress, withVariables: false))
                .Append("  For a fork, let the remote 'origin' be that, and run this again.\n");
        }
        else if (origin is null)
        {
            text.Append("  Let the remote 'origin' be your repository on GitHub, and run this again; or put its name and its\n")
                .Append("  branch in the place of OWNER/REPO/BRANCH here:\n")
                .Append(fetched.Command(full, "https://raw.githubusercontent.com/OWNER/REPO/BRANCH", withVariables: true));
        }
        else
        {
            text.Append($"  This changes them to {origin.RawUrl}:\n{fetched.Command(full, origin.RawUrl, withVariables: true)}");
        }
    }

    private string Commit(bool isUpstream)
    {
        using var ui = _top.OpenDirectory("ui", out _);
        string[] lists = Find(_directory, List) is null ? [] : ui is null || Find(ui, List) is null ? [ListPath] : [ListPath, $"ui/{List}"];
        var changed = string.Join(", ", [LibraryPath, .. lists]);
        return isUpstream
            ? $"""
              - A fork has to commit {changed}, but no address of this host,
                and neither {RecordName} nor *{Original}, which uninstall needs here.

              """
            : $"""
              - Commit all that changed, as 'git commit -a' does: {changed},
                and scripts whose address was changed. Leave {RecordName} and
                *{Original} uncommitted: 'apifunc uninstall --into' needs them here.

              """;
    }

    /// <summary>The checkout's own address, which scripts can fetch from on this host.</summary>
    private string LocalAddress => $"file://{string.Join('/', Path.GetFullPath(_path).Split('/').Select(Uri.EscapeDataString))}";

    /// <summary>How many scripts fetch what: the beginning of a sentence.</summary>
    private static string Fetch(FetchedLibrary fetched) =>
        (fetched.Scripts.Count == 1 ? "1 script fetches " : $"{fetched.Scripts.Count} scripts fetch ") + string.Join(", ", fetched.Leading);

    private static string Examples(IReadOnlyList<string> paths) =>
        paths.Count <= 3 ? string.Join(", ", paths) : $"{string.Join(", ", paths.Take(3))}, ...";

    private static string Printable(StringBuilder text) =>
        string.Join('\n', text.ToString().Split('\n').Select(Output.Printable));

    /// <summary>What a file holds, or null after saying why it cannot be used.</summary>
    private string? Read(TreeDirectory directory, string name, string path, out FileRights rights)
    {
        using var file = directory.OpenFile(name, out var problem, out _);
        rights = file?.Rights ?? default;
        problem ??= file!.Length > LargestFile ? $"it is larger than {LargestFile / 1024} KiB" : null;
        if (problem is null)
            return file!.Length == 0 ? "" : s_encoding.GetString(file.ReadStart(LargestFile));

        _log.Fail(InstallLog.NoInput, $"{_path}/{path} cannot be used: {problem}");
        return null;
    }

    /// <summary>What a file holds; null if there is none, or it cannot be read.</summary>
    private static string? Find(TreeDirectory directory, string name)
    {
        using var file = directory.OpenFile(name, out _, out _);
        return file is null ? null : file.Length == 0 ? "" : s_encoding.GetString(file.ReadStart(LargestFile));
    }

    private static string[] Lines(string list) => list.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Names as the lists have them: sorted by their bytes, one a line.</summary>
    private static string Text(IEnumerable<string> names) =>
        string.Concat(names.Distinct().Order(StringComparer.Ordinal).Select(name => $"{name}\n"));
}
