// What build.sh says to arguments that make no sense: one line, before anything is installed or built.

using System.Text.RegularExpressions;
using EndToEnd.Harness;

namespace EndToEnd.Commands;

public sealed class BuildArgumentSpecs
{
    [Theory]
    [InlineData("buidl", "there is no 'buidl'")]
    [InlineData("--arch=arm64", "there is no '--arch=arm64'")]
    [InlineData("build src", "'build' does not take 'src'")]
    [InlineData("test --arch arm64 Unit", "'test' does not take 'Unit'")]
    [InlineData("fuzz 5 6", "'fuzz' does not take '6'")]
    [InlineData("fuzz soon", "'soon' is no number of minutes")]
    [InlineData("--arch", "--arch takes amd64 or arm64, and not ''")]
    [InlineData("build --arch mips", "--arch takes amd64 or arm64, and not 'mips'")]
    public async Task Arguments_that_make_no_sense_are_refused_in_one_line(string arguments, string said)
    {
        var outcome = await Shell.Run([Path.Combine(Repository.Root, "build.sh")], arguments.Split(' '));

        Assert.Equal((64, ""), (outcome.ExitCode, outcome.Output));
        Assert.Matches($"^build.sh: {Regex.Escape(said)}; usage: ./build.sh .*\n$", outcome.Error);
    }
}
