// In a shim that fetches its binary, every function that reports fetches it, behind the question for consent.

using ApiFunc.Functions;
using ApiFunc.Script;
using ApiFunc.Shim;

namespace Unit;

public sealed class FetchCallSpecs
{
    // Its body is the script's own, and it is sent without an answer of the user: that is not consent in so many words.
    private const string WithoutAnswer = "_tm_send";

    private static readonly Release s_release = new(
        new Uri("https://example.org/v1/"),
        [.. Release.Architectures.Select(known => new ReleaseFile(known.Name, $"{known.Name}.gz", 1, new string('a', 64)))]);

    [Theory]
    [InlineData(Dialects.Classic)]
    [InlineData(Dialects.Telemetry)]
    public void Every_report_fetches_the_binary_and_nothing_else_does(string dialect)
    {
        var fetching = Bodies(dialect, s_release).Where(body => body.Lines.Contains("_api_func_fetch")).ToList();

        Assert.Equal(
            FunctionTable.All.Where(function => function.Kind == FunctionKind.Sends).Select(function => function.Name)
                .Where(name => name != WithoutAnswer).Order(StringComparer.Ordinal),
            fetching.Select(body => body.Name).Order(StringComparer.Ordinal));
        Assert.All(fetching, body =>
        {
            var asks = Array.FindIndex(body.Lines, line => line.StartsWith("_api_func_may_", StringComparison.Ordinal));
            Assert.EndsWith(" || return 0", body.Lines[asks], StringComparison.Ordinal);
            Assert.InRange(asks, 0, Array.IndexOf(body.Lines, "_api_func_fetch") - 1);
        });
        Assert.DoesNotContain(Bodies(dialect, null), body => body.Lines.Contains("_api_func_fetch"));
    }

    /// <summary>The functions of a shim that scripts call, with their lines.</summary>
    private static List<(string Name, string[] Lines)> Bodies(string dialect, Release? release)
    {
        const string begins = "() {";
        List<(string Name, string[] Lines)> bodies = [];
        var lines = ShimGenerator.Render(dialect, release).Split('\n').ToList();
        for (var i = 0; i < lines.Count; i++)
        {
            if (!lines[i].EndsWith(begins, StringComparison.Ordinal))
                continue;

            var indent = lines[i].Length - lines[i].TrimStart().Length;
            var end = lines.FindIndex(i, line => line == $"{new string(' ', indent)}}}");
            bodies.Add((lines[i].Trim()[..^begins.Length], [.. lines[(i + 1)..end].Select(line => line.Trim())]));
        }

        return bodies;
    }
}
