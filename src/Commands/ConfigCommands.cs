// `apifunc config`: the settings in force and where each comes from, for a person to look at and to change.

using System.Globalization;
using System.Text;
using ApiFunc.Platform;
using ApiFunc.Script;

namespace ApiFunc.Commands;

internal static class ConfigCommands
{
    // EX_CONFIG of sysexits.h.
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
                .Select(setting => $"{setting.Name} ({setting.From(file)}): {setting.Problem}"),
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
