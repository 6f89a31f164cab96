// `apifunc manual`: prints the man page apifunc(1).

using ApiFunc.Functions;
using ApiFunc.Outbox;
using ApiFunc.Platform;
using ApiFunc.Script;

namespace ApiFunc.Commands;

internal static class ManualCommand
{
    /// <summary>The day of the release, as mdoc(7) writes it; a test compares it with CHANGELOG.md.</summary>
    public const string Date = "November 29, 2026";

    // Variables of the environment that are no settings, and what they do.
    private static readonly (string Name, string Help)[] s_variables =
    [
        (Variables.Diagnostics, "the user's answer, yes or no, which scripts set; without it nothing is reported"),
        (Variables.DoNotTrack, "any value but 0 and the empty one: nothing is reported, whatever the answer is"),
        (Variables.DevMode, "true: say on standard error what happens, what is sent, and why something is not"),
        ("API_FUNC_BIN", "the binary that the shim runs, in the place of the one in /usr/local/bin or on PATH"),
        ("API_FUNC_CACHE", "where a shim that fetches its binary keeps it (default: /var/cache/api-func for root)"),
        ("https_proxy, http_proxy, all_proxy, no_proxy", "proxies, as curl(1) reads them"),
        ("SSL_CERT_FILE, SSL_CERT_DIR", "the trusted certificates, in the places of the distribution's"),
    ];

    private static readonly (string Path, string Help)[] s_files =
    [
        (ScriptPaths.Consent, "the user's answer, which the scripts ask for once: DIAGNOSTICS=yes or DIAGNOSTICS=no"),
        (ScriptPaths.Configuration,
            "settings, a line NAME=VALUE each; used only if root or the caller owns it, and nobody else can write to it"),
        (HostPaths.Binary, "the binary, where shims look for it first"),
        (HostPaths.Shim, "the shim that apifunc install puts there"),
        (StateDirectory.OfRoot, "the state directory of root, with the outbox"),
        ($"~/{StateDirectory.StateHome}/{StateDirectory.OfUser}", "that of other users"),
    ];

    /// <summary>Prints the man page.</summary>
    public static int Print()
    {
        Output.Write(Render());
        return 0;
    }

    /// <summary>The man page in the language mdoc(7), ASCII.</summary>
    public static string Render()
    {
        var page = new ManualPage();
        page.Macro("Dd", Date);
        page.Macro("Dt", "APIFUNC", "1");
        page.Macro("Os", $"apifunc {ThisAssembly.Version}");
        page.Section("NAME");
        page.Macro("Nm", "apifunc");
        page.Macro("Nd", "report what the helper scripts of Proxmox VE install");
        page.Section("SYNOPSIS");
        page.Call("Nm", [], "Ar function", "Op Ar argument ...");
        page.Call("Nm", [], "Ar command", "Op Ar option ...");
        page.Section("DESCRIPTION");
        page.Text(
            "The community scripts install applications on Proxmox VE hosts. They share a shell library, api.func, that reports with " +
            "the user's consent what was installed and how it ended. apifunc has every function of that library. A shell library of " +
            "its own, the shim, is sourced in the place of api.func and calls it.");
        page.Paragraph();
        page.Text(
            "Arguments of functions are taken literally: none is an option. Without consent nothing is sent. Whatever goes wrong, a " +
            "function prints nothing that the scripts do not expect, and they go on.");
        Commands(page);
        Functions(page);
        Environment(page);
        page.Section("FILES");
        page.List(s_files.Select(file => ($"Pa {ManualPage.Words(file.Path)}", Sentence(file.Help))));
        ExitStatus(page);
        Examples(page);
        page.Section("SEE ALSO");
        page.References(("curl", 1), ("pct", 1), ("sysexits.h", 3), ("systemd.timer", 5));
        return page.ToString();
    }

    private static void Commands(ManualPage page)
    {
        page.Subsection("Commands");
        page.Text(
            "An option that takes a value is written --option value or --option=value. A command that is asked for its help, with " +
            "--help or -h behind its name, prints it and does nothing else.");
        page.Begin("Ds");
        foreach (var command in ToolTable.All)
        {
            page.Call("It", [$"Cm {ManualPage.Words(command.Name)}"],
                [.. command.Options.Select(Synopsis), .. command.Arguments.Select(argument => Synopsis(argument))]);
            page.Text(Sentence(command.Summary));
            foreach (var paragraph in command.Description)
            {
                page.Paragraph();
                page.Text(paragraph);
            }

            var rows = command.Options.Select(option => (Names(option), Sentence(option.Help)))
                .Concat(command.Arguments.Select(argument => ($"Ar {ManualPage.Words(argument.Value.Name)}", Sentence(argument.Help))));
            if (rows.Any())
                page.List(rows);
            if (command.OwnExitCodes.Length > 0)
            {
                page.Paragraph();
                var codes = command.OwnExitCodes.OrderBy(code => code.Number).Select(code => $"{code.Number}, {code.Meaning}");
                page.Text($"Exit status: {string.Join("; ", codes)}.");
            }
        }

        page.End();
        page.Paragraph();
        page.Text(string.Join(' ', ToolTable.CommandsAsOptions.Select(
            known => $"{known.Option.Name} or -{known.Option.Short} in the place of a command is the same as {known.Command}.")));
    }

    private static void Functions(ManualPage page)
    {
        page.Subsection("Functions");
        page.Text("What is said to happen in the shim happens to the variables of a script that has sourced it, and nowhere else.");
        page.Begin("Ds");
        foreach (var function in FunctionTable.All)
        {
            page.Call("It", [$"Ic {function.Name}"], [.. function.Usage.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(
                word => word[0] == '[' ? $"Oo Ar {word[1..^1]} Oc" : $"Ar {word}")]);
            page.Text(Sentence(ToolHelp.SummaryOf(function)));
        }

        page.End();
    }

    private static void Environment(ManualPage page)
    {
        page.Section("ENVIRONMENT");
        page.Text(
            $"Settings are taken from the environment, else from the file {ScriptPaths.Configuration}. An empty one counts as not set.");
        page.List(Setting.All.Select(setting => ($"Ev {setting.Name}", string.Join(' ', new[]
        {
            Sentence(setting.Help, setting.Values),
            setting.Values.Length > 0 ? $"Values: {string.Join(", ", setting.Values)}." : "",
            $"Default: {(setting.Default.Length > 0 ? setting.Default : "none")}",
        }.Where(text => text.Length > 0)))));
        page.Paragraph();
        page.Text("These are taken from the environment only:");
        page.List(s_variables.Select(variable => ($"Ev {ManualPage.Words(variable.Name)}", Sentence(variable.Help))));
        page.Paragraph();
        page.Text("The variables that functions report are those of the scripts.");
    }

    private static void ExitStatus(ManualPage page)
    {
        page.Section("EXIT STATUS");
        page.Text("Functions return what those of api.func return. Commands return 0, a number of sysexits.h, or 141:");
        var codes =
            from command in ToolTable.All
            from code in command.ExitCodes
            group code.Meaning by code.Number into code
            orderby code.Key
            select ($"Li {code.Key}", Sentence(string.Join("; ", code.Distinct())));
        page.List(codes);
    }

    private static void Examples(ManualPage page)
    {
        page.Section("EXAMPLES");
        foreach (var (index, example) in ToolTable.All.SelectMany(command => command.Examples).Index())
        {
            if (index > 0)
                page.Paragraph();
            page.Text($"{char.ToUpperInvariant(example.Purpose[0])}{example.Purpose[1..]}:");
            page.Display(example.Call);
        }
    }

    private static string Names(Option option)
    {
        var value = option.Value is null ? "" : $" Ar {ManualPage.Words(option.Value.Name)}";
        return $"{(option.Short is { } letter ? $"Fl {letter} , " : "")}Fl {ManualPage.Words(option.Name[1..])}{value}";
    }

    private static string Synopsis(Option option)
    {
        var value = option.Value is null ? "" : $" Ar {ManualPage.Words(option.Value.Name)}";
        var name = option.Short is { } letter ? $"{letter}" : option.Name[1..];
        return $"Oo Fl {ManualPage.Words(name)}{value} Oc{(option.IsRepeatable ? " Ns ..." : "")}";
    }

    private static string Synopsis(Argument argument)
    {
        var name = $"Ar {ManualPage.Words(argument.Value.Name)}{(argument.IsRepeatable ? " ..." : "")}";
        return argument.IsOptional ? $"Oo {name} Oc" : name;
    }

    /// <summary>A phrase as a sentence. Values that it begins with are written as they are.</summary>
    private static string Sentence(string phrase, params string[] values)
    {
        var first = phrase.Split(' ')[0];
        return first[^1] == ':' || values.Contains(first) ? $"{phrase}." : $"{char.ToUpperInvariant(phrase[0])}{phrase[1..]}.";
    }
}
