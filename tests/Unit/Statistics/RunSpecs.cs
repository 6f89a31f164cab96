// Reports become runs: which belong together, which of them counts, and what is no report.

using ApiFunc.Statistics;
using static Unit.Harness.Collected;

namespace Unit;

public sealed class RunSpecs
{
    private const string Uuid = "5c5b0a0e-1c5a-4b56-9d0c-6f1d8f0d9a11";

    [Fact]
    public void Reports_of_one_execution_are_one_run_with_its_end()
    {
        var figures = From(
            Telemetry("a", "installing"), Telemetry("a", "configuring", "10:01"), Telemetry(
                "a", "success", "10:05", "\"install_duration\":300"));

        Assert.Equal(3, figures.Reports);
        Assert.Equal((1, 1, 0, 0, 0), Counts(figures));
        Assert.Equal((1.0, 300.0), (figures.Total.SuccessRate, figures.Total.MedianSeconds));
    }

    [Fact]
    public void Tries_of_one_installation_are_runs_of_their_own()
    {
        var figures = From(
            Telemetry("a", "failed", fields: "\"random_id\":\"same\",\"exit_code\":1"), Telemetry(
                "b", "success", fields: "\"random_id\":\"same\""));

        Assert.Equal((2, 1, 1, 0, 0), Counts(figures));
    }

    [Fact]
    public void A_report_that_comes_twice_counts_once()
    {
        var failed = Telemetry("a", "failed", fields: "\"exit_code\":1");

        var figures = From(failed, failed, failed);

        Assert.Equal((1, 0, 1, 0, 0), Counts(figures));
        Assert.Equal(1, Assert.Single(figures.Failures).Count);
    }

    [Fact]
    public void A_classic_end_belongs_to_the_start_with_its_random_id()
    {
        var figures = From(
            ClassicStart("a", "docker"), ClassicStart("b"), ClassicEnd("a", "done"), ClassicEnd(
                "b", "failed", "Command not found: wrong path or missing dependency"));

        Assert.Equal((2, 1, 1, 0, 0), Counts(figures));
        Assert.Equal(120, figures.Total.MedianSeconds);
        Assert.Equal(
            [("docker", 1, 0), ("nginx", 0, 1)],
            figures.Applications.Select(group => (group.Name, group.Tally.Succeeded, group.Tally.Failed)));
        Assert.Equal((127, ""), (Assert.Single(figures.Failures).ExitCode, figures.Failures[0].Category));
    }

    [Theory]
    [InlineData("Ended by signal 2 (SIGINT): interrupted by the user (Ctrl+C)")]
    [InlineData("Ended by signal 15 (SIGTERM): terminated on request")]
    public void A_classic_failure_with_the_code_of_an_abort_is_one(string error)
    {
        var figures = From(ClassicStart("a"), ClassicEnd("a", "failed", error));
        Assert.Empty(figures.Damaged);

        Assert.Equal((1, 0, 0, 1, 0), Counts(figures));
    }

    [Fact]
    public void A_classic_code_without_a_meaning_keeps_its_number()
    {
        Assert.Equal(77, From(ClassicEnd("a", "failed", "Unknown error code (77)")).Failures[0].ExitCode);
        Assert.Null(From(ClassicEnd("a", "failed", "Unknown error code (INTERRUPTED)")).Failures[0].ExitCode);
    }

    [Fact]
    public void An_end_without_a_start_is_a_run_of_an_unknown_application()
    {
        var figures = From(ClassicEnd("a", "done"));

        Assert.Equal((1, 1, 0, 0, 0), Counts(figures));
        Assert.Equal("", Assert.Single(figures.Applications).Name);
    }

    [Theory]
    [InlineData("success", Outcome.Succeeded)]
    [InlineData("done", Outcome.Succeeded)]
    [InlineData("failed", Outcome.Failed)]
    [InlineData("unknown", Outcome.Failed)]
    [InlineData("whatever", Outcome.Failed)]
    [InlineData("aborted", Outcome.Aborted)]
    [InlineData("installing", Outcome.Unfinished)]
    [InlineData("configuring", Outcome.Unfinished)]
    [InlineData("validation", Outcome.Unfinished)]
    internal void A_status_says_how_far_a_run_has_come(string status, Outcome outcome)
    {
        var total = From(Telemetry("a", status, fields: "\"exit_code\":1")).Total;

        Assert.Equal(
            outcome,
            total.Succeeded > 0
                ? Outcome.Succeeded : total.Failed > 0 ? Outcome.Failed : total.Aborted > 0 ? Outcome.Aborted : Outcome.Unfinished);
    }

    [Fact]
    public void Of_two_ends_the_later_one_counts_whatever_their_order()
    {
        string[] lines = [Telemetry("a", "success", "10:09"), Telemetry(
            "a", "failed", "10:05", "\"exit_code\":1"), Telemetry("a", "installing", "10:30")];

        Assert.Equal((1, 1, 0, 0, 0), Counts(From(lines)));
        Assert.Equal((1, 1, 0, 0, 0), Counts(From([.. lines.Reverse()])));
    }

    [Fact]
    public void Without_times_the_end_counts_that_was_read_last()
    {
        Assert.Equal(
            (1, 0, 1, 0, 0),
            Counts(From(Telemetry("a", "success", ""), Telemetry("a", "failed", "", "\"exit_code\":1"), Telemetry("a", "installing", ""))));
    }

    [Fact]
    public void Bodies_alone_and_other_order_and_unknown_fields_count()
    {
        var figures = From(
            """{"status":"success","new":{"status":"failed","list":[1,{"status":"failed"}]},"nsapp":"x","""
                + "\"execution_id\":\"a\",\"install_duration\":7.5,\"type\":\"vm\",\"error\":null}",
            """{"report":{"status":"success","execution_id":"b","nsapp":"x","type":"vm"},"time":"2026-02-11T10:00:00+02:00"}""",
            """  {"nsapp":"x","type":"vm","random_id":"c","status":"\u0073uccess"}  """);

        Assert.Equal((3, 3, 0, 0, 0), Counts(figures));
        Assert.Equal(("x", "vm"), (Assert.Single(figures.Applications).Name, figures.Applications[0].Kind));
        Assert.Equal(["", "2026-02-11"], figures.ByDay.Select(day => day.Name));
        Assert.Null(figures.Total.MedianSeconds);
    }

    [Fact]
    public void Damaged_lines_are_counted_and_the_first_are_named()
    {
        string[] damaged =
        [
            "nonsense", "[1]", "{\"status\":", "{\"status\":\"failed\"}", "{\"execution_id\":\"a\"}", "{} {}", "{\"a\":1}}", "\u0000",
            "{\"a\":\"\u0001\"}",
            new string('{', 10_000) + new string('}', 10_000), "one more", "and one more",
        ];

        var figures = From([.. damaged, "", "  ", Telemetry("a", "success"), "\r"]);

        Assert.Equal((1, 12), (figures.Reports, figures.DamagedCount));
        Assert.Equal(
            Enumerable.Range(1, 10).Select(number => ("reports.jsonl", (long)number)),
            figures.Damaged.Select(line => (line.File, line.Line)));
        Assert.Equal(
            ["it is no JSON object", "it is no JSON object", "it is no JSON object", "it has no execution_id and no "
                + "random_id", "it has no status", "it is no valid JSON"],
            figures.Damaged.Take(6).Select(line => line.Reason));
    }

    [Fact]
    public void A_line_of_more_than_a_MiB_is_damaged_and_the_next_one_is_not()
    {
        var figures = From(
            Telemetry("a", "success"), Telemetry("b", "success", fields: $"\"error\":\"{new string('x', 2_000_000)}\""),
            Telemetry("c", "success", fields: $"\"error\":\"{new string('x', 1_000_000)}\""), Telemetry("d", "success"));

        Assert.Equal((3, 3, 0, 0, 0), Counts(figures));
        Assert.Equal((2, "it is longer than 1 MiB"), (Assert.Single(figures.Damaged).Line, figures.Damaged[0].Reason));
    }

    [Fact]
    public void A_byte_order_mark_and_carriage_returns_do_no_harm()
    {
        var lines = string.Join("\r\n", Telemetry("a", "success"), Telemetry("b", "success")) + "\r\n";

        var figures = From(new RunFilter(), [0xEF, 0xBB, 0xBF, .. System.Text.Encoding.UTF8.GetBytes(lines)]);

        Assert.Equal((2, 0), (figures.Reports, figures.DamagedCount));
    }

    [Fact]
    public void A_failure_is_its_code_its_category_and_its_command_with_the_first_lines_of_its_first_report()
    {
        static string Failed(string id, string error, string more) =>
            Telemetry(id, "failed", fields: $"\"exit_code\":100,\"error_category\":\"dependency\",\"error\":\"{error}\"{more}");

        var figures = From(
            Failed("a", @"exit_code=100 | APT | at line 7: apt-get install \""x\""\n---\n\n  E: no package \u0022x\u0022\nE: more", ""),
            Failed("b", @"exit_code=100 | APT\n---\nE: other", @",""failed_command"":""apt-get install \""x\"""""),
            Failed("c", "exit_code=100 | APT | command: apt-get update", ""),
            Failed("d", "exit_code=100 | APT", ""));

        Assert.Equal(
            [("apt-get install \"x\"", 2), ("apt-get update", 1), ("", 1)],
            figures.Failures.Select(failure => (failure.Command, failure.Count)));
        Assert.All(figures.Failures, failure => Assert.Equal((100, "dependency"), (failure.ExitCode, failure.Category)));
        Assert.Equal(
            new FirstLines(
                "exit_code=100 | APT | at line 7: apt-get install \"x\"", "E: no package \"x\""), figures.Failures[0].FirstLines);
        Assert.Equal(new FirstLines("exit_code=100 | APT", ""), figures.Failures[2].FirstLines);
    }

    [Fact]
    public void Escapes_that_stand_for_no_characters_and_bytes_that_are_no_UTF_8_do_no_harm()
    {
        var line = Telemetry("a", "failed", fields: @"""exit_code"":1,""error"":""\ud800 broken \\"",""failed_command"":""\udc00""");
        var bytes = System.Text.Encoding.UTF8.GetBytes(line + "\n" + Telemetry("b", "success", fields: "\"nsapp\":\"#\""));
        bytes[Array.LastIndexOf(bytes, (byte)'#')] = 0xFF;

        var figures = From(new RunFilter(), bytes);

        Assert.Equal((2, 1, 1, 0, 0), Counts(figures));
        Assert.Equal((@"\udc00", @"\ud800 broken \\"), (figures.Failures[0].Command, figures.Failures[0].FirstLines.Error));
        Assert.Contains("\uFFFD", figures.Applications.Select(group => group.Name));
    }

    [Fact]
    public void UUIDs_are_told_apart_and_other_IDs_as_well()
    {
        string[] ids = [Uuid, Uuid.Replace('a', 'b'), "a", "b", "ab", "a\\u0000", new string('x', 5000), new string('x', 5001), "日本"];

        var figures = From(
            [.. ids.Concat(ids).Select(id => Telemetry(id, "installing")), Telemetry(Uuid.ToUpperInvariant(), "installing")]);

        Assert.Equal(ids.Length, figures.Total.Runs);
        Assert.Equal(
            [Uuid, Uuid.Replace('a', 'b')], figures.Unfinished.Select(run => run.Id).Where(id => id.Length > 0));
    }

    [Fact]
    public void Ever_new_names_share_one_when_there_are_too_many()
    {
        var names = new Names(most: 3);
        var numbers = Enumerable.Range(0, 10)
            .Select(number => names.NumberOf(System.Text.Encoding.UTF8.GetBytes($"name {number}"))).ToArray();

        Assert.Equal(4, numbers.Distinct().Count());
        Assert.Equal(numbers[2], names.NumberOf("name 2"u8));
        Assert.Equal(("name 0", "(others)", ""), (names.TextOf(numbers[0]), names.TextOf(numbers[9]), names.TextOf(Names.Unknown)));
    }

    [Fact]
    public void No_character_is_cut_in_two()
    {
        Assert.Equal("日"u8, Names.Cut("日本"u8, 5));
        Assert.Equal("日本"u8, Names.Cut("日本"u8, 6));
        Assert.Equal([], Names.Cut("日本"u8, 2));
        Assert.Equal([], Names.Cut([0x80, 0x80, 0x80], 2));
    }

    private static (int Runs, int Succeeded, int Failed, int Aborted, int Unfinished) Counts(Figures figures)
    {
        var total = figures.Total;
        return (total.Runs, total.Succeeded, total.Failed, total.Aborted, total.Unfinished);
    }
}
