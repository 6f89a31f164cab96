// The functions of the shim that only forward to the binary, as shell code, made from their rows of the table.

using ApiFunc.Functions;

namespace ApiFunc.Shim;

internal static class ForwardingFunctions
{
    /// <summary>The shell code of one function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="fetch">What is done before a report that may be sent: a line, or nothing.</param>
    public static string Render(Function function, string fetch = "") => $"{function.Name}() {{\n{Body(function, fetch)}}}\n";

    private static string Body(Function function, string fetch) => function.Kind switch
    {
        FunctionKind.Prints => Print(function),
        FunctionKind.Assigns => Assign(function),
        _ => Report(function, fetch),
    };

    /// <summary>A subshell becomes the binary; its output and exit code are the function's.</summary>
    private static string Print(Function function)
    {
        var name = function.Name;
        var run = function switch
        {
            { LongArgument: > 0 and var position } => $"_api_func_run_long {position} {name} \"$@\"",
            { ReadsInput: true } => $"_api_func_run {name} \"$@\" || _api_func_drain \"$?\"",
            _ => $"_api_func_run {name} \"$@\" <&-",
        };
        var otherwise = function switch
        {
            { PrintedWithoutBinary: { } line } => $"_api_func_print {line}",
            { FailureCode: > 0 and var code } => $"return {code}",
            _ => ":",
        };
        var fetch = function switch
        {
            { ReadsLog: true } => "_api_func_fetch_log",
            { NeedsLog: not null } => $"_api_func_fetch_log {name} \"$@\"",
            _ => null,
        };
        return fetch is null
            ? $"  ({run}) || {otherwise}\n"
            : $"  (\n    set +eu\n    {fetch}\n    {run}\n  ) || {otherwise}\n";
    }

    /// <summary>The shim evaluates what the binary prints, or sets the variables to what is known without it.</summary>
    private static string Assign(Function function)
    {
        var guard = function.OnceVariable is { } variable ? $"  [ \"${{{variable}-}}\" != true ] || return 0\n" : "";
        var exports = function.ExportedWithoutBinary.Select(one => $"    _api_func_export {one.Name} \"{one.Value}\"\n");
        var otherwise = function.ExportedWithoutBinary.Length > 0 ? $"{{\n{string.Concat(exports)}  }}" : ":";
        return $"{guard}  _api_func_call {function.Name} \"$@\" || {otherwise}\n";
    }

    /// <summary>If the user consents, the binary is run, and nothing is needed of it.</summary>
    private static string Report(Function function, string fetch)
    {
        var isAllowed = function.NeedsNoId ? "_api_func_may_send" : "_api_func_may_report";
        var send = function.NeedsLog is null ? "_api_func_send" : "_api_func_send_with_log";
        return $"  {isAllowed} \"${{DIAGNOSTICS-}}\" || return 0\n{ShimTemplate.Indent(fetch, 2)}  {send} {function.Name} \"$@\"\n";
    }
}
