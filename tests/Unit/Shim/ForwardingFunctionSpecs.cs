// The shell code that a row of the table of functions becomes.

using ApiFunc.Functions;
using ApiFunc.Shim;
using Unit.Harness;

namespace Unit;

public sealed class ForwardingFunctionSpecs
{
    [Fact]
    public void A_function_that_prints_becomes_the_binary() =>
        Check(Row(FunctionKind.Prints), """(_api_func_run f "$@" <&-) || :""");

    [Fact]
    public void Its_exit_code_without_the_binary_is_that_of_its_row() =>
        Check(Row(FunctionKind.Prints) with { FailureCode = 1 }, """(_api_func_run f "$@" <&-) || return 1""");

    [Fact]
    public void Its_output_without_the_binary_is_that_of_its_row() =>
        Check(Row(FunctionKind.Prints) with { PrintedWithoutBinary = "0" }, """(_api_func_run f "$@" <&-) || _api_func_print 0""");

    [Fact]
    public void A_long_argument_has_its_position() =>
        Check(Row(FunctionKind.Prints) with { LongArgument = 2 }, """(_api_func_run_long 2 f "$@") || :""");

    [Fact]
    public void Standard_input_is_read_without_the_binary_too() =>
        Check(Row(FunctionKind.Prints) with { ReadsInput = true }, """(_api_func_run f "$@" || _api_func_drain "$?") || :""");

    [Fact]
    public void The_log_is_fetched_before_it_is_read() =>
        Check(
            Row(FunctionKind.Prints) with { ReadsLog = true },
            "(", "  set +eu", "  _api_func_fetch_log", "  _api_func_run f \"$@\" <&-", ") || :");

    [Fact]
    public void If_only_the_binary_knows_whether_the_log_is_read_it_is_asked_with_the_arguments() =>
        Check(
            Row(FunctionKind.Prints) with { NeedsLog = _ => true },
            "(", "  set +eu", "  _api_func_fetch_log f \"$@\"", "  _api_func_run f \"$@\" <&-", ") || :");

    [Fact]
    public void A_function_that_assigns_has_values_without_the_binary() =>
        Check(
            Row(FunctionKind.Assigns) with { OnceVariable = "DONE", ExportedWithoutBinary = [("A", "x"), ("B", "${B-}")] },
            "[ \"${DONE-}\" != true ] || return 0",
            "_api_func_call f \"$@\" || {", "  _api_func_export A \"x\"", "  _api_func_export B \"${B-}\"", "}");

    [Fact]
    public void A_function_that_assigns_nothing_without_the_binary_does_nothing_then() =>
        Check(Row(FunctionKind.Assigns), "_api_func_call f \"$@\" || :");

    [Fact]
    public void A_report_needs_consent_and_an_ID() =>
        Check(Row(FunctionKind.Sends), "_api_func_may_report \"${DIAGNOSTICS-}\" || return 0", "_api_func_send f \"$@\"");

    [Fact]
    public void A_report_without_an_execution_needs_consent_alone() =>
        Check(
            Row(FunctionKind.Sends) with { NeedsNoId = true, NeedsLog = _ => true },
            "_api_func_may_send \"${DIAGNOSTICS-}\" || return 0", "_api_func_send_with_log f \"$@\"");

    [Fact]
    public void What_a_row_says_of_the_log_is_what_the_binary_says()
    {
        var rows = FunctionTable.All.Where(function => function.NeedsNoLogFor.Length > 0).ToList();

        Assert.Equal(["post_update_to_api", "_telemetry_report_exit"], rows.Select(function => function.Name));
        foreach (var row in rows)
            Assert.All(
                row.NeedsNoLogFor,
                argument => Assert.False(row.NeedsLog!(new FunctionCall(Script.With(), new Arguments([argument, "1"])))));
    }

    private static Function Row(FunctionKind kind) => new(kind, "f", "", "", _ => 0);

    private static void Check(Function function, params string[] body) =>
        Assert.Equal($"f() {{\n{string.Concat(body.Select(line => $"  {line}\n"))}}}\n", ForwardingFunctions.Render(function));
}
