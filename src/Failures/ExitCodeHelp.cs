// What usually helps after an exit code: a table of its own, which only people read.

using System.Text;

namespace ApiFunc.Failures;

/// <summary>Reads <c>exit-code-help.tsv</c>, which the build makes a constant of.</summary>
internal sealed class ExitCodeHelp
{
    private const string BothSets = "*";

    private readonly Dictionary<string, string> _texts = [];

    private ExitCodeHelp()
    {
    }

    /// <summary>Reads the table.</summary>
    public static ExitCodeHelp Read()
    {
        var help = new ExitCodeHelp();
        foreach (var line in Encoding.ASCII.GetString(ThisAssembly.ExitCodeHelp).Split('\n'))
        {
            if (line.StartsWith('#') || line.Split('\t') is not [var keys, var set, var text])
                continue;
            foreach (var key in keys.Split(','))
                help._texts.Add(Key(key, set), text);
        }

        return help;
    }

    /// <summary>What helps in the words of set c; empty if nothing is known.</summary>
    public string OfDescription(ExitCodes.Entry entry) => Find(entry, ExitCodes.DescribedSet);

    /// <summary>What helps in the words of set t: of the code, else of its category.</summary>
    public string OfExplanation(ExitCodes.Entry entry) => Find(entry, ExitCodes.ExplainedSet);

    private static string Key(string key, string set) => $"{key}\t{set}";

    private string Find(ExitCodes.Entry entry, string set) =>
        _texts.GetValueOrDefault(Key(entry.Code, set)) ?? _texts.GetValueOrDefault(Key(entry.Code, BothSets))
        ?? _texts.GetValueOrDefault(Key(entry.Category, set)) ?? "";
}
