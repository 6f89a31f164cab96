// `apifunc config`: the settings in force and where each comes from, for a person to look at and to change.

using System.Globalization;
using System.Text;
using ApiFunc.Platform;
using ApiFunc.Script;
using ConsoleAppFramework;

namespace ApiFunc.Commands;

internal static class ConfigCommands
{
    // Of sysexits.h: EX_CANTCREAT, EX_IOERR, EX_NOPERM, EX_CONFIG.
    private const int CannotCreate = 73;
    private const int CannotWrite = 74;
    private const int NoPermission = 77;
    private const int WrongConfiguration = 78;

    /// <summary>Shows every setting, its value and its source.</summary>
    /// <returns>0; 78 if the configuration file cannot be used.</returns>
    public static int Show(bool json = false)
    {
        var script = ScriptVariables.FromEnvironment();
        var settings = new Settings(script);
        var shown = ShownSetting.All(script, settings);
        Output.Write(json ? ConfigListing.AsJson(settings.Configuration, shown) : AsText(settings.Configuration, shown));
        if (settings.Configuration.Problem is not { } problem)
            return 0;

        Output.Error($"apifunc config: {Output.Printable(problem)}; until then nothing is sent");
        return WrongConfiguration;
    }

    /// <summary>Writes a setting into the configuration file, after checking its value.</summary>
    /// <returns>
    /// 0; 64 for a value that the setting does not take; 73, 74 or 77 if the file cannot be written; 78 if it cannot be used.
    /// </returns>
    public static int Set([Argument] string key, [Argument] string value)
    {
        var name = key.ToUpperInvariant();
        if (!Configuration.Names.Contains(name))
            return NoSuchSetting("set", key);
        if (ConfigurationEditor.Check(name, value, out var written) is { } problem)
        {
            Output.Error($"apifunc config set: {Output.Printable(ShownSetting.WithoutSecrets(problem))}");
            return ToolCommands.UsageError;
        }

        return Change("set", editor => editor.Set(name, written), name);
    }

    /// <summary>Takes a setting out of the configuration file.</summary>
    /// <returns>0; 64 for a name that is none and that no line has; 73, 74, 77 or 78 as for <see cref="Set"/>.</returns>
    public static int Unset([Argument] string key)
    {
        // A line that was ignored has a name that is no setting's.
        var isThere = ConfigurationEditor.Open(ScriptPaths.Configuration, out _)?[key] is not null;
        var name = isThere ? key : key.ToUpperInvariant();
        return isThere || Configuration.Names.Contains(name)
            ? Change("unset", editor => editor.Unset(name), name)
            : NoSuchSetting("unset", key);
    }

    private static int NoSuchSetting(string command, string key)
    {
        var suggestion = Suggestion.For(key.ToUpperInvariant(), Configuration.Names);
        Output.Error(
            $"apifunc config {command}: there is no setting '{Output.Printable(key)}'{suggestion}; there are " +
            string.Join(", ", Configuration.Names));
        return ToolCommands.UsageError;
    }

    /// <summary>Changes the file, and says what counts then.</summary>
    private static int Change(string command, Action<ConfigurationEditor> change, string name)
    {
        const string path = ScriptPaths.Configuration;
        var editor = ConfigurationEditor.Open(path, out var problem);
        if (editor is null)
            return Fail(WrongConfiguration, $"{problem}; nothing was changed");

        change(editor);
        if (editor.IsChanged)
        {
            var isUnwritten = false;
            problem = VisibleDirectory.Make(Path.GetDirectoryName(path)!) ?? editor.Save(out isUnwritten);
            if (problem is not null && Libc.geteuid() != 0)
                return Fail(NoPermission, $"{path} is not written: {problem}; only root can change it");
            if (problem is not null)
                return Fail(isUnwritten ? CannotWrite : CannotCreate, $"{path} is not written: {problem}");
        }

        SayWhatCounts(name, editor.IsChanged ? "written" : "was so already");
        return 0;

        int Fail(int code, string text)
        {
            Output.Error($"apifunc config {command}: {Output.Printable(text)}");
            return code;
        }
    }

    /// <summary>The environment comes before the file, and after that the default.</summary>
    private static void SayWhatCounts(string name, string what)
    {
        var script = ScriptVariables.FromEnvironment();
        var settings = new Settings(script);
        var terminal = Terminal.ForOutput();
        Output.Write($"{settings.Configuration.Path}: {what}\n");
        if (ShownSetting.All(script, settings).FirstOrDefault(setting => setting.Name == name) is not { } shown)
            return;

        Output.Write($"{shown.Name}={terminal.Text(shown.Value)} ({shown.From(Path.GetFileName(settings.Configuration.Path))})\n");
        if (shown.Source == SettingSource.Environment)
        {
            var text = $"here the environment has {name}, which counts before the file";
            Output.Write($"{terminal.Mark(Mark.Warning)} {terminal.Wrap(text, terminal.MarkWidth + 1)}\n");
        }
    }

    private static string AsText(Configuration configuration, List<ShownSetting> settings)
    {
        var terminal = Terminal.ForOutput();
        var file = Path.GetFileName(configuration.Path);
        var table = new TextTable(new("SETTING", IsWhole: true), new("FROM", IsWhole: true));
        foreach (var setting in settings)
        {
            var style = setting.Source == SettingSource.Default ? Style.Dim : Style.Plain;
            table.Add(new Cell($"{setting.Name}={setting.Value}", style), new Cell(setting.From(file), style));
        }

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Configuration: {configuration.Path}");
        text.Append(configuration.IsThere ? "\n\n" : " (not there)\n\n");
        text.Append(table.Render(terminal));
        string[] problems =
        [
            .. settings.Where(setting => setting.Problem is not null)
                .Select(setting => $"{setting.From(file)}: {setting.Problem}"),
            .. configuration.Ignored.Select(ShownSetting.WithoutSecrets),
        ];
        if (problems.Length > 0)
            text.Append('\n');
        foreach (var problem in problems)
        {
            text.Append(CultureInfo.InvariantCulture, $"{terminal.Mark(Mark.Warning)} ");
            text.Append(terminal.Wrap(terminal.Text(problem), terminal.MarkWidth + 1)).Append('\n');
        }

        return text.ToString();
    }
}
