// apifunc explain: what an exit code means, and what usually helps.

using System.Text.Json;
using EndToEnd.Harness;

namespace EndToEnd.Commands;

public sealed class ExplainSpecs
{
    [Fact]
    public async Task A_code_is_explained_as_both_dialects_report_it()
    {
        var outcome = await Shell.RunBinary(["explain", "28", "127"]);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Matches(
            @"\A28\ntelemetry   curl: time limit reached \(timeout\)\n {12}Run it .*\n( {12}.*\n)?"
            + @"classic     No space left on the device\n {12}Free .*\n( {12}.*\n)?"
            + @"\n127\ntelemetry   Command not found \(dependency\)\n"
            + @"classic     Command not found: .*\nwhat helps  Install .*\n( {12}.*\n)?\z",
            outcome.Output);
        Assert.All(outcome.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    [Theory]
    [InlineData("28", "28")]
    [InlineData("127", "137", "127")]
    [InlineData("0", "0")]
    public async Task Meanings_are_those_of_the_functions(params string[] codes)
    {
        foreach (var code in (await Json(0, codes)).GetProperty("codes").EnumerateArray())
        {
            var number = code.GetProperty("code").GetInt32().ToString(System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal(
                (await Shell.RunBinary(["get_error_description", number])).Output.Trim(),
                code.GetProperty("classic").GetProperty("meaning").GetString());
            if (code.GetProperty("telemetry") is not { ValueKind: JsonValueKind.Object } telemetry)
                continue;
            Assert.Equal(
                (await Shell.RunBinary(["explain_exit_code", number])).Output.Trim(), telemetry.GetProperty("meaning").GetString());
            Assert.Equal(
                (await Shell.RunBinary(["categorize_error", number])).Output.Trim(), telemetry.GetProperty("category").GetString());
        }
    }

    [Theory]
    [InlineData]
    [InlineData("curl")]
    public async Task Many_codes_are_a_table_with_a_line_for_each_and_what_says_more(params string[] words)
    {
        var outcome = await Shell.RunBinary(["explain", .. words]);
        var lines = outcome.Output.TrimEnd('\n').Split('\n');
        var codes = (await Json(0, words)).GetProperty("codes").EnumerateArray().ToList();

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(codes.Count, lines.Length - 3);
        Assert.StartsWith("CODE  DIALECT    CATEGORY ", lines[0], StringComparison.Ordinal);
        Assert.Equal(["", $"'apifunc explain {codes[0].GetProperty("code")}' says more of one."], lines[^2..]);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
        foreach (var (code, line) in codes.Zip(lines[1..]))
        {
            var dialect = !Knows("classic") ? "telemetry" : Knows("telemetry") ? "both" : "classic";
            Assert.Matches($"^ *{code.GetProperty("code")}  {dialect} ", line);

            bool Knows(string name) => code.GetProperty(name).ValueKind == JsonValueKind.Object;
        }
    }

    [Fact]
    public async Task Codes_beside_words_are_explained_also_above_a_table()
    {
        var outcome = await Shell.RunBinary(["explain", "127", "curl"]);

        Assert.Matches(@"\A127\ntelemetry   Command not found .*\n(.*\n)*\nCODE  DIALECT .*\n +\d+  ", outcome.Output);
    }

    [Fact]
    public async Task A_few_codes_that_words_are_about_are_explained()
    {
        var outcome = await Shell.RunBinary(["explain", "disk", "space", "device"]);

        Assert.Matches(@"\A(\d+\n(telemetry|classic) .*\n(.+\n)*\n?){1,5}\z", outcome.Output);
    }

    [Fact]
    public async Task Words_list_the_codes_that_are_about_all_of_them()
    {
        var disk = await Codes("disk");
        var both = await Codes("DISK", "space");

        Assert.Contains(28, disk);
        Assert.Contains(214, disk);
        Assert.DoesNotContain(137, disk);
        Assert.Subset(disk.ToHashSet(), both.ToHashSet());
        Assert.Equal([143, 28], (await Codes("143", "No space left")));
    }

    [Theory]
    [InlineData("17", "no script of Proxmox VE gives 17 a meaning; the codes next to it are 16 and 18")]
    [InlineData(
        "145",
        "no script of Proxmox VE gives 145 a meaning; it is that of a program that signal 17 ended; the codes next to it are 144 and 146")]
    [InlineData("256", "exit codes go from 0 to 255, and 256 is none")]
    [InlineData("99999999999999999999", "exit codes go from 0 to 255, and 99999999999999999999 is none")]
    [InlineData("007", "'007' is no exit code; use 7")]
    [InlineData("nonsense\u001b[31m", "nothing is about 'nonsense?[31m'")]
    public async Task What_is_not_known_is_said_in_one_line(string word, string reason)
    {
        Assert.Equal(new Outcome(65, "", $"apifunc explain: {reason}\n"), await Shell.RunBinary(["explain", word]));
        Assert.Equal(word, Assert.Single((await Json(65, word)).GetProperty("unknown").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task What_is_known_is_explained_beside_what_is_not()
    {
        var outcome = await Shell.RunBinary(["explain", "17", "127"]);

        Assert.Equal(65, outcome.ExitCode);
        Assert.StartsWith("127\n", outcome.Output, StringComparison.Ordinal);
        Assert.StartsWith("apifunc explain: ", outcome.Error, StringComparison.Ordinal);
    }

    private static async Task<List<int>> Codes(params string[] words) =>
        [.. (await Json(0, words)).GetProperty("codes").EnumerateArray().Select(code => code.GetProperty("code").GetInt32())];

    private static async Task<JsonElement> Json(int exitCode, params string[] words)
    {
        var outcome = await Shell.RunBinary(["explain", .. words, "--json"]);
        Assert.Equal(exitCode, outcome.ExitCode);
        return JsonDocument.Parse(outcome.Output).RootElement;
    }
}
