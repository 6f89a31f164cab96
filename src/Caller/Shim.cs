// The shim: a template of shell code with holes, filled from the tables of functions, variables and exit codes.

using System.Text;
using ApiFunc.Errors;

namespace ApiFunc.Caller;

internal static class Shim
{
    /// <summary>The shell library that a script sources in the place of api.func: POSIX sh, ASCII.</summary>
    public static string Render()
    {
        using var stream = typeof(Shim).Assembly.GetManifestResourceStream("shim.template.sh")!;
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var template = new StringBuilder(reader.ReadToEnd());
        template.Replace("@VERSION@", ThisAssembly.Version);
        template.Replace("@VARIABLES@", string.Join(" ", Variables.Passed.Order(StringComparer.Ordinal)));
        template.Replace("@LONGEST@", $"{CallingScript.LongestString}");
        template.Replace("@CALL@", ShimCall.Name);
        template.Replace("@END@", ShimCall.EndMark);
        template.Replace("@CONSENT_FILE@", ConsentFile.Path);
        template.Replace("    @DESCRIPTIONS@\n", Cases(ExitCodes.Descriptions()));
        return template.ToString();
    }

    private static string Cases(IEnumerable<ExitCodes.Entry> entries) =>
        string.Concat(entries.Select(entry => $"    {entry.Code}) _api_func_print '{entry.Meaning.Replace("'", "'\\''")}' ;;\n"));
}
