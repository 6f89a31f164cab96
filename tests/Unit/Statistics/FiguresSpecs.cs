// What runs come to: rates and medians, groups and their order, and which runs count.

using ApiFunc.Statistics;
using CsCheck;
using Unit.Harness;
using static Unit.Harness.Collected;

namespace Unit;

public sealed class FiguresSpecs
{
    [Fact]
    public void Without_runs_there_is_nothing()
    {
        var figures = From("");

        Assert.Equal((0, 0L, null, null), (figures.Total.Runs, figures.Reports, figures.Total.SuccessRate, figures.Total.MedianSeconds));
        Assert.Empty(figures.Applications.Concat(figures.ByDay).Concat(figures.PveVersions).Concat(figures.Repositories));
        Assert.Empty(figures.Failures);
        Assert.Empty(figures.Unfinished);
    }

    [Theory]
    [InlineData(new[] { 5 }, 5)]
    [InlineData(new[] { 9, 1 }, 5)]
    [InlineData(new[] { 4, 1 }, 2.5)]
    [InlineData(new[] { 9, 1, 3 }, 3)]
    [InlineData(new[] { int.MaxValue, int.MaxValue }, int.MaxValue)]
    [InlineData(new[] { 0, 0, 8 }, 8)] // 0 stands for a clock that never ran
    public void The_median_is_in_the_middle_of_the_successful_runs(int[] durations, double median)
    {
        var figures = From([
            .. durations.Select((seconds, number) => Telemetry($"{number}", "success", "", $"\"install_duration\":{seconds}")),
            Telemetry("x", "failed", "", "\"install_duration\":1000"), Telemetry("y", "installing", "", "\"install_duration\":1000"),
        ]);

        Assert.Equal(median, figures.Total.MedianSeconds);
        Assert.Equal(median, Assert.Single(figures.Applications).Tally.MedianSeconds);
    }

    [Fact]
    public void Aborted_and_unfinished_runs_are_not_in_the_success_rate()
    {
        var figures = From(
            Telemetry("a", "success"), Telemetry("b", "success"), Telemetry("c", "success"), Telemetry("d", "failed"),
            Telemetry("e", "aborted"), Telemetry("f", "installing"));

        Assert.Equal(0.75, figures.Total.SuccessRate);
    }

    [Fact]
    public void Groups_have_the_largest_first()
    {
        var figures = From(
            Telemetry(
                "a", "success", fields: "\"nsapp\":\"b\",\"pve_version\":\"8.4\""), Telemetry("b", "success", fields: "\"nsapp\":\"a\""),
            Telemetry("c", "success", fields: "\"nsapp\":\"c\""), Telemetry("d", "failed", fields: "\"nsapp\":\"c\",\"type\":\"vm\""),
            Telemetry("e", "failed", fields: "\"nsapp\":\"c\",\"repo_source\":\"external\",\"repo_slug\":\"me/fork\""));

        Assert.Equal(
            [("c", "lxc", 2), ("a", "lxc", 1), ("b", "lxc", 1), ("c", "vm", 1)],
            figures.Applications.Select(group => (group.Name, group.Kind, group.Tally.Runs)));
        Assert.Equal([("9.1.2", 4), ("8.4", 1)], figures.PveVersions.Select(group => (group.Name, group.Tally.Runs)));
        Assert.Equal([("ProxmoxVE", 4), ("me/fork", 1)], figures.Repositories.Select(group => (group.Name, group.Tally.Runs)));
    }

    [Fact]
    public void Days_are_in_order_and_those_of_the_beginning()
    {
        static string At(string id, string status, string time) =>
            $$"""{"time":"{{time}}","report":{{Telemetry(id, status, "")}}}""";

        var figures = From(
            At("b", "success", "2026-02-12T00:10:00Z"), At(
                "a", "success", "2026-02-12T00:10:00Z"), At("a", "installing", "2026-02-11T23:50:00Z"),
            At("c", "success", "2026-02-12T01:00:00+02:00"), At(
                "d", "success", "1970-01-01T00:00:00Z"), At("e", "success", "9999-01-01T00:00:00Z"),
            At("f", "success", "yesterday"));

        Assert.Equal([("", 3), ("2026-02-11", 2), ("2026-02-12", 1)], figures.ByDay.Select(day => (day.Name, day.Tally.Runs)));
    }

    [Fact]
    public void Only_runs_count_that_began_since_then()
    {
        var since = new DateTimeOffset(2026, 2, 11, 10, 0, 0, TimeSpan.Zero);

        var figures = From(
            new RunFilter(since), Telemetry("a", "success", "09:59"), Telemetry("b", "success", "10:00"), Telemetry("c", "success", ""),
            Telemetry("d", "installing", "09:00"), Telemetry("d", "failed", "11:00", "\"exit_code\":1"), ClassicStart("e", time: "11:00"),
            ClassicEnd("e", "done", time: "11:01"));

        Assert.Equal((2, 2, 7L), (figures.Total.Runs, figures.Total.Succeeded, figures.Reports));
        Assert.Empty(figures.Failures);
    }

    [Fact]
    public void Only_runs_of_an_application_count_with_their_classic_ends()
    {
        var figures = From(
            new RunFilter(Application: "DOCKER"), ClassicEnd("a", "done"), ClassicStart("a", "docker"), ClassicStart("b", "docker-compose"),
            ClassicEnd("c", "failed", "x"), Telemetry("d", "success", fields: "\"nsapp\":\"docker\",\"type\":\"vm\""));

        Assert.Equal((2, 2), (figures.Total.Runs, figures.Total.Succeeded));
        Assert.Equal(["docker", "docker"], figures.Applications.Select(group => group.Name));
    }

    [Fact]
    public void Of_runs_without_an_end_the_latest_come_first()
    {
        var figures = From([
            Telemetry("none", "configuring", ""), .. Enumerable.Range(0, 60)
                .Select(minute => Telemetry($"{minute}", "installing", $"10:{minute:00}")),
            Telemetry("59", "success", "11:00"),
        ]);

        Assert.Equal(60, figures.Total.Unfinished);
        Assert.Equal(
            Enumerable.Range(0, Figures.MostUnfinished).Select(place => 58 - place),
            figures.Unfinished.Select(run => run.Begin!.Value.Minute));
        Assert.Equal("configuring", Assert.Single(From(Telemetry("none", "configuring", "")).Unfinished).Status);
    }

    [Fact]
    public void Many_runs_in_any_order_come_to_the_same()
    {
        Gen.Int[0, 40].Array[0, 400].ForAll(ids =>
        {
            string[] lines = [.. ids.Select((id, number) => Telemetry($"{id}", number % 3 == 0 ? "success" : "installing", $"10:{id:00}"))];
            var backwards = From([.. lines.Reverse()]);
            var figures = From(lines);

            Assert.Equal(ids.Distinct().Count(), figures.Total.Runs);
            Assert.Equal(ids.Where((_, number) => number % 3 == 0).Distinct().Count(), figures.Total.Succeeded);
            Assert.Equal((figures.Total.Runs, figures.Total.Succeeded), (backwards.Total.Runs, backwards.Total.Succeeded));
        });
    }

    [Fact]
    public void More_runs_than_the_first_table_holds_are_all_found_again()
    {
        const int count = 50_000;
        string[] lines = [.. Enumerable.Range(0, count)
            .Select(number => $$"""{"execution_id":"{{Guid.NewGuid()}}","status":"installing","nsapp":"a{{number % 7}}"}""")];

        var figures = From([.. lines, .. lines.Select(line => line.Replace("installing", "success", StringComparison.Ordinal))]);

        Assert.Equal((count, count), (figures.Total.Runs, figures.Total.Succeeded));
        Assert.Equal(7, figures.Applications.Count);
    }
}
